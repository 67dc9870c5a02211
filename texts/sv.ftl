reset-subject = Nytt lösenord till Erfa
reset-text =
    Någon, förmodligen du, har bett om ett nytt lösenord till ditt konto i Erfa.

    Välj det här inom { $minutes } minuter:
    { $link }

    Om det inte var du behöver du inte göra något: ditt lösenord är oförändrat.
email-subject = Bekräfta din e-postadress
email-text =
    Den här adressen har angetts för ett konto i Erfa. Bekräfta inom { $hours } timmar att den är din:
    { $link }

    Om du inte känner till det behöver du inte göra något.
email-changed-subject = Din e-postadress i Erfa har ändrats
email-changed-text =
    Kontot i Erfa som använde den här adressen loggar nu in med { $email }.

    Om det inte var du som ändrade den, säg genast till dem som driver Erfa.
invitation-subject = { $organisation } bjuder in dig till Erfa
invitation-text =
    { $organisation } vill ha med dig i Erfa, där kommuner och deras partner möts i nätverk.

    Tacka ja här inom { $days } dagar:
    { $link }

    Om du inte känner till det behöver du inte göra något: då händer ingenting.
identity-subject = Koppla en inloggning till ditt konto i Erfa
identity-text =
    Någon, förmodligen du, har loggat in hos { $issuer } med den här adressen och vill använda Erfa. Ditt konto här är ännu inte kopplat till det.

    Koppla det inom { $hours } timmar:
    { $link }

    Om det inte var du behöver du inte göra något: då kopplas ingenting.
seat-subject = Du har en plats: { $title }
seat-text =
    Du har en plats på { $title }.

    När: { $when }
    Var: { $place }
    { $link }
moved-subject = Ändrat: { $title }
moved-text =
    { $title } har fått en annan tid eller plats. Du behåller din plats.

    När: { $when }
    Var: { $place }
    { $link }
given-up-subject = Inte längre anmäld: { $title }
given-up-text =
    Du har inte längre någon plats på { $title }. Anmäl dig igen om det inte var meningen:
    { $link }
postponed-subject = Uppskjutet: { $title }
postponed-text =
    { $title } är uppskjutet; den nya tiden är inte känd än. Du behåller din plats.

    Varför: { $reason }
    { $link }
called-off-subject = Inställt: { $title }
called-off-text =
    { $title } blir inte av.

    Varför: { $reason }
    { $link }
offer-subject = Du erbjuds en plats: { $title }
offer-text =
    En plats har blivit ledig på { $title }. Den är din om du tackar ja senast { $until }:
    { $link }

    När: { $when }
    Var: { $place }
reminder-subject = Påminnelse: { $title }
reminder-text =
    { $title } närmar sig.

    När: { $when }
    Var: { $place }
    Kan du inte komma, lämna platsen till andra:
    { $link }
moved-waits-subject = Ändrat: { $title }
moved-waits-text =
    { $title } har fått en annan tid eller plats. Du har ingen plats än; din anmälan står kvar.

    När: { $when }
    Var: { $place }
    { $link }
postponed-waits-subject = Uppskjutet: { $title }
postponed-waits-text =
    { $title } är uppskjutet; den nya tiden är inte känd än. Du har ingen plats än; din anmälan står kvar.
    { $link }
offer-lapsed-subject = Erbjudandet om en plats har gått ut: { $title }
offer-lapsed-text =
    Du svarade inte i tid, så platsen på { $title } går vidare till nästa. Du står nu som nummer { $position } på väntelistan och kan erbjudas en plats en gång till.
    { $link }
offer-over-subject = Inte längre anmäld: { $title }
offer-over-text =
    Du har för andra gången inte svarat i tid på en erbjuden plats, så du väntar inte längre på någon på { $title }. Anmäl dig igen om du vill komma:
    { $link }
let-in-subject = Du får komma när det finns en plats: { $title }
let-in-text =
    Din anmälan till { $title } är godkänd. Ingen plats är ledig just nu: du står som nummer { $position } på väntelistan.
    { $link }
declined-subject = Ingen plats för dig: { $title }
declined-text =
    Arrangörerna av { $title } har inte godkänt din anmälan.
    { $link }
hidden-subject = Borttaget ur din kalender
hidden-text =
    Ett arrangemang i din kalender är för en krets som du inte längre tillhör. Det tas bort ur din kalender, och din plats går till nästa.
left-out-subject = Inte längre anmäld
left-out-text =
    Ett arrangemang som du är anmäld till är för en krets som du inte längre tillhör. Din anmälan har upphört.
because-more = Varför: { $because }
online-more = Din plats är digital. Adressen där du deltar kommer med e-post 24 timmar före start och finns på sidan från dess.
questions-more = Svara på detta på sidan innan du kommer: { $questions }
join-more = Delta digitalt: { $join }
waits-more = Du väntar på en plats dessa dagar: { $waits }
until-more = Svara senast { $until }.
asked-subject = Vilket datum passar? { $title }
asked-text =
    { $host } frågar er organisation vilka datum som passar för { $title }. Svara här:
    { $link }
poll-subject = Vilket datum passar? { $title }
poll-text =
    Er organisation har inte svarat än vilka datum som passar för { $title }. Svara här:
    { $link }
chosen-subject = Datumet är bestämt: { $title }
chosen-text =
    Ett datum har valts i den omröstning där du svarade.

    Vad: { $title }
    När: { $when }
    Var: { $place }
    { $link }
summary-subject = Sammanfattning: { $title }
summary-text =
    Sammanfattningen från { $title } finns nu, med vad som beslutades och vad som ska göras:
    { $link }
corrected-subject = Rättelse: sammanfattning av { $title }
corrected-text =
    Sammanfattningen från { $title } har skrivits om. Den här gäller i stället för den som du fick tidigare:
    { $link }
certificate-heading = Deltagarintyg
certificate-holder = Namn
certificate-seminar = Seminarium
certificate-day = Datum
certificate-hours = Längd (timmar:minuter)
certificate-place = Plats
certificate-organiser = Arrangör
certificate-for = För
certificate-issued = Utfärdat
certificate-verify = Vem som helst kan kontrollera intyget på den här adressen:
certificate-genuine = Intyget är utfärdat här och gäller.
