#!/usr/bin/env python3
"""Makes documents.ndjson and the files it names, in files/, from the texts below; `--check` compares instead of writing.

All of it is invented. A PDF, a DOCX, two ODT and plain texts, as small as such files can be and with text that reads out
again. Python 3.11, standard library only; nothing is compressed, so the same texts give the same bytes everywhere.
"""

import hashlib
import io
import json
import sys
import textwrap
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).parent

REPORT = """Byar i takt: lägesrapport efter första året

Fyra byar i Ludvika kommun prövar sedan ett år en gemensam modell för service på landsbygden. Varje by har en servicepunkt med öppettider som byborna själva har valt, och en byvärd som kommunen avlönar på tjugo procent.

Vad som har gått bra
Servicepunkterna har haft 1 840 besök. Två av tre besökare kom för att hämta paket, men de flesta stannade för att träffa andra. Biblioteksutlåningen har ökat i alla fyra byarna.

Vad som inte har gått som tänkt
Skjutsgrupperna kom aldrig igång. Försäkringsfrågan var oklar i åtta månader, och när svaret kom hade de som ville köra tröttnat. Företagen säger att de inte fått veta vad som hände efter höstens träffar.

Åtgärder under andra året
Byvärdarna får en gemensam telefon. Återkoppling till företagen skickas inom två veckor efter varje träff. Målet om fyra till sex platser för distansarbete ligger fast; i dag används tre."""

INTERVIEWS = """Bilaga 1 a. Intervjuer i fyra byar

Vi har talat med trettioåtta personer: nitton kvinnor, sjutton män och två som inte ville uppge kön. Samtalen fördes på servicepunkterna under oktober.

De flesta vill att servicepunkten ska vara öppen på kvällen en gång i veckan. Äldre uppskattar att någon hjälper till med e-legitimation. Unga saknar buss hem efter träningen."""

BUDGET = """Bilaga 7 a. Budget och utfall

Lokaler      240 000 kr   utfall 251 300 kr
Byvärdar     720 000 kr   utfall 698 000 kr
Skjutsgrupp   90 000 kr   utfall   4 500 kr

Överskottet från skjutsgrupperna föreslås flyttas till öppethållande på kvällar."""

STRATEGY_1 = """Stedsstrategi for Snåsa, høringsutkast

Kommunen vil at flere skal kunne bo i grendene hele livet. Utkastet peker på tre grep: boliger i nærheten av skole og butikk, felles møteplasser i bygg som står tomme, og en bygdevert som kjenner både gamle og nye innbyggere.

Spørsmål til høringsinstansene
Er grensene for grendene riktige? Hvilke bygg egner seg som møteplass? Hvem kan drive dem?"""

STRATEGY_2 = """Stedsstrategi for Snåsa, revidert høringsutkast

Kommunen vil at flere skal kunne bo i grendene hele livet. Etter den første høringen er grepene blitt fire: boliger i nærheten av skole og butikk, felles møteplasser i bygg som står tomme, en bygdevert, og en årlig samling der grendene deler erfaringer.

Hva som er endret
Grensen mellom to av grendene er flyttet. Ungdomsrådet ba om en egen møteplass, og det er tatt inn. Kostnadene er regnet ut for fem år."""

METHOD = """Kylätalkoot kolmessa illassa

Menetelmä sopii kylälle, joka haluaa saada yhden asian valmiiksi ennen lumentuloa. Ensimmäisenä iltana valitaan kohde ja nimetään kaksi vetäjää. Toisena iltana kerätään työkalut ja sovitaan, kuka tuo ruokaa. Kolmantena iltana tehdään työ ja juodaan kahvit.

Mikä ei toiminut
Kun vetäjiä oli vain yksi, talkoot jäivät kesken. Uudet asukkaat tulivat mukaan vasta, kun heitä pyydettiin nimeltä."""

NOTES = """Minnesanteckningar, utvecklingschefernas nätverk

Vi jämförde hur kommunerna rekryterar till bristyrken. Tre kommuner har slutat annonsera och ringer i stället upp dem som flyttat därifrån. Ingen har mätt om det ger resultat, så nästa möte börjar med att vi bestämmer hur det ska mätas."""


def pdf(text):
    """One page in Helvetica; the code page of Windows holds every letter of the Nordic languages."""
    lines = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(paragraph, 88) or [""]

    def literal(line):
        return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")

    shown = b"\n".join(b"(" + literal(line) + b") Tj T*" for line in lines)
    stream = b"BT /F1 11 Tf 15 TL 56 780 Td\n" + shown + b"\nET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (sv) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length " + str(len(stream)).encode() + b" >>\nstream\n" + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def archive(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, content in entries:
            about = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            about.create_system = 3
            file.writestr(about, content)
    return out.getvalue()


DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def docx(text):
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.split("\n"))
    return archive(
        [
            (
                "[Content_Types].xml",
                f'{DECLARATION}<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            ),
            (
                "_rels/.rels",
                f'{DECLARATION}<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
            ),
            ("word/document.xml", f'{DECLARATION}<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>'),
        ]
    )


def odt(text):
    kind = "application/vnd.oasis.opendocument.text"
    names = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return archive(
        [
            ("mimetype", kind),
            (
                "content.xml",
                f'{DECLARATION}<office:document-content xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0" office:version="1.3">'
                f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            ),
            (
                "META-INF/manifest.xml",
                f'{DECLARATION}<manifest:manifest xmlns:manifest="{names}:manifest:1.0" manifest:version="1.3">'
                f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
                '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
            ),
        ]
    )


def txt(text):
    return (text + "\n").encode()


FILES = {  # name → how it is made, and of what
    "lagesrapport.pdf": (pdf, REPORT),
    "bilaga-1a.docx": (docx, INTERVIEWS),
    "bilaga-7a.txt": (txt, BUDGET),
    "horingsutkast-1.odt": (odt, STRATEGY_1),
    "horingsutkast-2.odt": (odt, STRATEGY_2),
    "kylatalkoot.txt": (txt, METHOD),
    "minnesanteckningar.txt": (txt, NOTES),
}


def record(record_type, **members):
    return {"type": record_type, "origin": "DEMO"} | {k: v for k, v in members.items() if v is not None}


def version(document, number, stage, file, note=None):
    make, text = FILES[file]
    mark = hashlib.sha256(make(text)).hexdigest()
    return record(
        "documentVersion", ref=f"{document}-{number}", document=document, number=number, stage=stage, file=file, sha256=mark, text=text, note=note
    )


def records():
    report = "demo-doc-byar-i-takt"
    yield record(
        "document",
        ref=report,
        kind="STATUS_REPORT",
        locale="sv",
        title={"sv": "Byar i takt: lägesrapport efter första året", "en": "Villages in step: status report after the first year"},
        summary={"sv": "Fyra byar prövar en gemensam modell för service på landsbygden. Vad som har gått bra, och vad som inte har gått som tänkt."},
        visibility="PUBLIC",
        owner="org-SE-2085",
        publisher="org-SE-2085",
        whenText="oktober",
        whenEarliest="{{-80}}",
        whenLatest="{{-50}}",
        licence="CC-BY-4.0",
        sections=["Vad som har gått bra", "Vad som inte har gått som tänkt", "Åtgärder under andra året"],
        responsibleUnit="Utvecklingsenheten",
        contentOwner="demo-person-orgadmin-ludvika",
        lastReviewedAt="{{-40}}T08:00:00Z",
        reviewDueAt="{{+325}}T08:00:00Z",
        publishedAt="{{-45}}T08:00:00Z",
        networks=["net-bergslagspendeln"],
        municipalities=["SE-2085"],
    )
    yield version(report, 1, "ADOPTED", "lagesrapport.pdf", "Som den lämnades till kommunstyrelsen.")
    for label, title, file in [
        ("1a", "Intervjuer i fyra byar", "bilaga-1a.docx"),
        ("1b", "Frågor till byvärdarna", None),
        ("1c", "Besök per månad", None),
        ("7a", "Budget och utfall", "bilaga-7a.txt"),
    ]:
        own = f"{report}-bilaga-{label}"
        yield record(
            "document",
            ref=own,
            kind="OTHER",
            kindText="bilaga",
            locale="sv",
            title={"sv": title},
            visibility="PUBLIC",
            owner="org-SE-2085",
            contentOwner="demo-person-orgadmin-ludvika",
            publishedAt="{{-45}}T08:00:00Z",
            networks=["net-bergslagspendeln"],
        )
        if file:
            yield version(own, 1, "ADOPTED", file)
        yield record("documentLink", kind="APPENDIX_OF", **{"from": own, "to": report}, label=label)
    strategy = "demo-doc-stedsstrategi"
    yield record(
        "document",
        ref=strategy,
        kind="STRATEGY",
        kindText="høringsutkast",
        locale="nb",
        title={"nb": "Stedsstrategi for Snåsa", "en": "Place strategy for Snåsa"},
        summary={"nb": "Hvordan grendene kan bli steder å bo hele livet. På høring for andre gang."},
        visibility="PUBLIC",
        owner="org-NO-5041",
        caseNumber="2026/417",
        statusText="på høring",
        contentOwnerText="Enhet for samfunnsutvikling",
        publishedAt="{{-60}}T07:00:00Z",
        reviewDueAt="{{+30}}T07:00:00Z",
        networks=["net-ilag"],
        municipalities=["NO-5041"],
    )
    yield version(strategy, 1, "CONSULTATION", "horingsutkast-1.odt")
    yield version(strategy, 2, "CONSULTATION", "horingsutkast-2.odt", "Endret etter første høring.")
    # Nobody keeps this page right any more, and it shows.
    yield record(
        "document",
        ref="demo-doc-modested",
        kind="PAGE",
        locale="da",
        title={"da": "Sådan søger I om støtte til landsbyens mødested"},
        summary={"da": "Hvem der kan søge, hvad der gives støtte til, og hvad ansøgningen skal indeholde. Fristen på siden er fra sidste år."},
        visibility="PUBLIC",
        owner="org-rm",
        publishedAt="{{-700}}T09:00:00Z",
        lastReviewedAt="{{-485}}T09:00:00Z",
        reviewDueAt="{{-120}}T09:00:00Z",
        networks=["net-rm-landdistrikt"],
    )
    # Held back until it has been announced.
    yield record(
        "document",
        ref="demo-doc-landsbypris",
        kind="DECISION",
        locale="da",
        title={"da": "Beslutning om årets landsby i øvelsen"},
        summary={"da": "Offentliggøres ved overrækkelsen; indtil da kan kun de, der retter den, se den."},
        visibility="PUBLIC",
        owner="org-rm",
        decidedBy="Regionsrådet (øvelse)",
        decisionDate="{{-5}}",
        decisionSection="punkt 12",
        contentOwner="demo-person-coordinator-rm",
        publishedAt="{{-4}}T10:00:00Z",
        embargoUntil="{{+14}}T10:00:00Z",
    )
    method = "demo-doc-kylatalkoot"
    yield record(
        "document",
        ref=method,
        kind="METHOD",
        locale="fi",
        title={"fi": "Kylätalkoot kolmessa illassa", "sv": "Bytalko på tre kvällar"},
        summary={"fi": "Miten kylä saa yhden asian valmiiksi ennen lumentuloa, ja mikä ei toiminut."},
        visibility="REGISTERED",
        owner="org-FI-205",
        licence="CC-BY-SA-4.0",
        principles=["Yksi kohde kerrallaan", "Kaksi vetäjää", "Uudet asukkaat pyydetään nimeltä"],
        contentOwner="demo-person-kajaani",
        publishedAt="{{-20}}T11:00:00Z",
        networks=["demo-net-newcomers"],
        municipalities=["FI-205"],
    )
    yield version(method, 1, "ADOPTED", "kylatalkoot.txt")
    notes = "demo-doc-minnesanteckningar"
    yield record(
        "document",
        ref=notes,
        kind="MINUTES",
        locale="sv",
        title={"sv": "Minnesanteckningar om rekrytering till bristyrken"},
        visibility="NETWORK",
        owner="org-SE-2085",
        contentOwner="demo-person-orgadmin-ludvika",
        publishedAt="{{-10}}T12:00:00Z",
        networks=["demo-net-skills"],
    )
    yield version(notes, 1, "ADOPTED", "minnesanteckningar.txt")


def made():
    yield "documents.ndjson", "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in records()).encode()
    for name, (make, text) in FILES.items():
        yield f"files/{name}", make(text)


def main():
    wrong = []
    for name, content in made():
        path = HERE / name
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            wrong.append(f"{name} is not what make_files.py makes")
    print("\n".join(wrong) or "the demo's files are sound")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
