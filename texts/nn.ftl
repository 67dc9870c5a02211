reset-subject = Nytt passord til Erfa
reset-text =
    Nokon, truleg du, har bede om eit nytt passord til kontoen din i Erfa.

    Vel det her innan { $minutes } minutt:
    { $link }

    Var det ikkje deg, treng du ikkje gjere noko: passordet ditt er uendra.
email-subject = Stadfest e-postadressa di
email-text =
    Denne adressa er oppgitt for ein konto i Erfa. Stadfest innan { $hours } timar at ho er di:
    { $link }

    Kjenner du ikkje til det, treng du ikkje gjere noko.
email-changed-subject = E-postadressa di i Erfa er endra
email-changed-text =
    Kontoen i Erfa som brukte denne adressa, loggar no inn med { $email }.

    Var det ikkje du som endra henne, så sei straks frå til dei som driv Erfa.
invitation-subject = { $organisation } inviterer deg til Erfa
invitation-text =
    { $organisation } vil ha deg med i Erfa, der kommunar og partnarane deira møtest i nettverk.

    Ta imot invitasjonen her innan { $days } dagar:
    { $link }

    Kjenner du ikkje til det, treng du ikkje gjere noko: då skjer det ingenting.
identity-subject = Knyt ei innlogging til kontoen din i Erfa
identity-text =
    Nokon, truleg du, har logga inn hos { $issuer } med denne adressa og vil bruke Erfa. Kontoen din her er enno ikkje knytt til det.

    Knyt han innan { $hours } timar:
    { $link }

    Var det ikkje deg, treng du ikkje gjere noko: då blir ingenting knytt.
seat-subject = Du har fått plass: { $title }
seat-text =
    Du har plass på { $title }.

    Når: { $when }
    Kvar: { $place }
    { $link }
moved-subject = Endra: { $title }
moved-text =
    { $title } har fått ei anna tid eller ein annan stad. Du held på plassen din.

    Når: { $when }
    Kvar: { $place }
    { $link }
given-up-subject = Ikkje lenger påmeld: { $title }
given-up-text =
    Du har ikkje lenger plass på { $title }. Meld deg på igjen om det ikkje var meininga:
    { $link }
postponed-subject = Utsett: { $title }
postponed-text =
    { $title } er utsett; den nye tida er ikkje kjend enno. Du held på plassen din.

    Kvifor: { $reason }
    { $link }
called-off-subject = Avlyst: { $title }
called-off-text =
    { $title } blir det ikkje noko av.

    Kvifor: { $reason }
    { $link }
offer-subject = Du får tilbod om plass: { $title }
offer-text =
    Det har vorte ein ledig plass på { $title }. Han er din om du takkar ja innan { $until }:
    { $link }

    Når: { $when }
    Kvar: { $place }
reminder-subject = Påminning om { $title }
reminder-text =
    { $title } nærmar seg.

    Når: { $when }
    Kvar: { $place }
    Kan du ikkje kome, så gje plassen vidare:
    { $link }
moved-waits-subject = Endra: { $title }
moved-waits-text =
    { $title } har fått ei anna tid eller ein annan stad. Du har ikkje plass enno; påmeldinga di gjeld framleis.

    Når: { $when }
    Kvar: { $place }
    { $link }
postponed-waits-subject = Utsett: { $title }
postponed-waits-text =
    { $title } er utsett; den nye tida er ikkje kjend enno. Du har ikkje plass enno; påmeldinga di gjeld framleis.
    { $link }
offer-lapsed-subject = Tilbodet om plass har gått ut: { $title }
offer-lapsed-text =
    Du svara ikkje i tide, så plassen på { $title } går vidare til nestemann. Du står no som nummer { $position } på ventelista og kan få tilbod om plass éin gong til.
    { $link }
offer-over-subject = Ikkje lenger påmeld: { $title }
offer-over-text =
    Du har for andre gong ikkje svara i tide på eit tilbod om plass, så du ventar ikkje lenger på plass på { $title }. Meld deg på igjen om du vil kome:
    { $link }
let-in-subject = Du får kome når det er plass: { $title }
let-in-text =
    Påmeldinga di til { $title } er godkjend. Ingen plass er ledig akkurat no: du står som nummer { $position } på ventelista.
    { $link }
declined-subject = Ingen plass til deg: { $title }
declined-text =
    Arrangørane av { $title } har ikkje godkjent påmeldinga di.
    { $link }
hidden-subject = Teke ut av kalenderen din
hidden-text =
    Eit arrangement i kalenderen din er for ein krins du ikkje lenger høyrer til. Det blir teke ut av kalenderen din, og plassen din går til den neste.
left-out-subject = Ikkje lenger påmeld
left-out-text =
    Eit arrangement du er påmeld, er for ein krins du ikkje lenger høyrer til. Påmeldinga di er avslutta.
because-more = Kvifor: { $because }
online-more = Plassen din er på nett. Adressa der du deltek, kjem med e-post 24 timar før start og står på sida frå då av.
questions-more = Svar på dette på sida før du kjem: { $questions }
join-more = Delta på nett: { $join }
waits-more = Du ventar på plass desse dagane: { $waits }
until-more = Svar innan { $until }.
asked-subject = Kva dato passar? { $title }
asked-text =
    { $host } spør organisasjonen dykkar kva datoar som passar for { $title }. Svar her:
    { $link }
poll-subject = Kva dato passar? { $title }
poll-text =
    Organisasjonen dykkar har enno ikkje svara på kva datoar som passar for { $title }. Svar her:
    { $link }
chosen-subject = Datoen er fastsett: { $title }
chosen-text =
    Det er vald ein dato i avrøystinga der du svara.

    Kva: { $title }
    Når: { $when }
    Kvar: { $place }
    { $link }
summary-subject = Oppsummering: { $title }
summary-text =
    Oppsummeringa frå { $title } er klar, med kva som vart vedteke og kva som skal gjerast:
    { $link }
corrected-subject = Retting: oppsummering av { $title }
corrected-text =
    Oppsummeringa frå { $title } er skriven på nytt. Denne gjeld i staden for den du fekk før:
    { $link }
certificate-heading = Deltakarbevis
certificate-holder = Namn
certificate-seminar = Arrangement
certificate-day = Dato
certificate-hours = Lengd (timar:minutt)
certificate-place = Stad
certificate-organiser = Arrangør
certificate-for = For
certificate-issued = Utferda
certificate-verify = Alle kan kontrollere beviset på denne adressa:
certificate-genuine = Beviset er utferda her og gjeld.
