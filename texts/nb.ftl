reset-subject = Nytt passord til Erfa
reset-text =
    Noen, trolig du, har bedt om et nytt passord til kontoen din i Erfa.

    Velg det her innen { $minutes } minutter:
    { $link }

    Hvis det ikke var deg, trenger du ikke gjøre noe: passordet ditt er uendret.
email-subject = Bekreft e-postadressen din
email-text =
    Denne adressen er oppgitt for en konto i Erfa. Bekreft innen { $hours } timer at den er din:
    { $link }

    Hvis du ikke kjenner til det, trenger du ikke gjøre noe.
email-changed-subject = E-postadressen din i Erfa er endret
email-changed-text =
    Kontoen i Erfa som brukte denne adressen, logger nå inn med { $email }.

    Hvis det ikke var du som endret den, så si straks fra til dem som driver Erfa.
invitation-subject = { $organisation } inviterer deg til Erfa
invitation-text =
    { $organisation } vil ha deg med i Erfa, der kommuner og deres partnere møtes i nettverk.

    Ta imot invitasjonen her innen { $days } dager:
    { $link }

    Hvis du ikke kjenner til det, trenger du ikke gjøre noe: da skjer det ingenting.
identity-subject = Knytt en innlogging til kontoen din i Erfa
identity-text =
    Noen, trolig du, har logget inn hos { $issuer } med denne adressen og vil bruke Erfa. Kontoen din her er ennå ikke knyttet til det.

    Knytt den innen { $hours } timer:
    { $link }

    Hvis det ikke var deg, trenger du ikke gjøre noe: da blir ingenting knyttet.
seat-subject = Du har fått plass: { $title }
seat-text =
    Du har plass på { $title }.

    Når: { $when }
    Hvor: { $place }
    { $link }
moved-subject = Endret: { $title }
moved-text =
    { $title } har fått en annen tid eller et annet sted. Du beholder plassen din.

    Når: { $when }
    Hvor: { $place }
    { $link }
given-up-subject = Ikke lenger påmeldt: { $title }
given-up-text =
    Du har ikke lenger plass på { $title }. Meld deg på igjen hvis det ikke var meningen:
    { $link }
postponed-subject = Utsatt: { $title }
postponed-text =
    { $title } er utsatt; den nye tiden er ikke kjent ennå. Du beholder plassen din.

    Hvorfor: { $reason }
    { $link }
called-off-subject = Avlyst: { $title }
called-off-text =
    { $title } blir ikke noe av.

    Hvorfor: { $reason }
    { $link }
offer-subject = Du får tilbud om plass: { $title }
offer-text =
    Det er blitt en ledig plass på { $title }. Den er din hvis du takker ja innen { $until }:
    { $link }

    Når: { $when }
    Hvor: { $place }
reminder-subject = Påminnelse om { $title }
reminder-text =
    { $title } nærmer seg.

    Når: { $when }
    Hvor: { $place }
    Kan du ikke komme, gi plassen videre:
    { $link }
moved-waits-subject = Endret: { $title }
moved-waits-text =
    { $title } har fått en annen tid eller et annet sted. Du har ikke plass ennå; påmeldingen din gjelder fortsatt.

    Når: { $when }
    Hvor: { $place }
    { $link }
postponed-waits-subject = Utsatt: { $title }
postponed-waits-text =
    { $title } er utsatt; den nye tiden er ikke kjent ennå. Du har ikke plass ennå; påmeldingen din gjelder fortsatt.
    { $link }
offer-lapsed-subject = Tilbudet om plass er gått ut: { $title }
offer-lapsed-text =
    Du svarte ikke i tide, så plassen på { $title } går videre til nestemann. Du står nå som nummer { $position } på ventelisten og kan få tilbud om plass én gang til.
    { $link }
offer-over-subject = Ikke lenger påmeldt: { $title }
offer-over-text =
    Du har for andre gang ikke svart i tide på et tilbud om plass, så du venter ikke lenger på plass på { $title }. Meld deg på igjen hvis du vil komme:
    { $link }
let-in-subject = Du får komme når det er plass: { $title }
let-in-text =
    Påmeldingen din til { $title } er godkjent. Ingen plass er ledig akkurat nå: du står som nummer { $position } på ventelisten.
    { $link }
declined-subject = Ingen plass til deg: { $title }
declined-text =
    Arrangørene av { $title } har ikke godkjent påmeldingen din.
    { $link }
hidden-subject = Tatt ut av kalenderen din
hidden-text =
    Et arrangement i kalenderen din er for en krets du ikke lenger hører til. Det tas ut av kalenderen din, og plassen din går til den neste.
left-out-subject = Ikke lenger påmeldt
left-out-text =
    Et arrangement du er påmeldt, er for en krets du ikke lenger hører til. Påmeldingen din er avsluttet.
because-more = Hvorfor: { $because }
online-more = Plassen din er på nett. Adressen der du deltar, kommer med e-post 24 timer før start og står på siden fra da av.
questions-more = Svar på dette på siden før du kommer: { $questions }
join-more = Delta på nett: { $join }
waits-more = Du venter på plass disse dagene: { $waits }
until-more = Svar innen { $until }.
asked-subject = Hvilken dato passer? { $title }
asked-text =
    { $host } spør organisasjonen deres hvilke datoer som passer for { $title }. Svar her:
    { $link }
poll-subject = Hvilken dato passer? { $title }
poll-text =
    Organisasjonen deres har ikke svart ennå på hvilke datoer som passer for { $title }. Svar her:
    { $link }
chosen-subject = Datoen er bestemt: { $title }
chosen-text =
    Det er valgt en dato i avstemningen der du svarte.

    Hva: { $title }
    Når: { $when }
    Hvor: { $place }
    { $link }
summary-subject = Oppsummering: { $title }
summary-text =
    Oppsummeringen fra { $title } er klar, med hva som ble vedtatt og hva som skal gjøres:
    { $link }
corrected-subject = Rettelse: oppsummering av { $title }
corrected-text =
    Oppsummeringen fra { $title } er skrevet på nytt. Denne gjelder i stedet for den du fikk før:
    { $link }
certificate-heading = Deltakerbevis
certificate-holder = Navn
certificate-seminar = Arrangement
certificate-day = Dato
certificate-hours = Varighet (timer:minutter)
certificate-place = Sted
certificate-organiser = Arrangør
certificate-for = For
certificate-issued = Utstedt
certificate-verify = Alle kan kontrollere beviset på denne adressen:
certificate-genuine = Beviset er utstedt her og gjelder.
