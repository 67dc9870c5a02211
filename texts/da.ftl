reset-subject = Ny adgangskode til Erfa
reset-text =
    Nogen, formentlig dig, har bedt om en ny adgangskode til din konto i Erfa.

    Vælg den her inden { $minutes } minutter:
    { $link }

    Hvis det ikke var dig, skal du ikke gøre noget: din adgangskode er uændret.
email-subject = Bekræft din e-mailadresse
email-text =
    Denne adresse er angivet til en konto i Erfa. Bekræft inden { $hours } timer, at den er din:
    { $link }

    Hvis du ikke kender til det, skal du ikke gøre noget.
email-changed-subject = Din e-mailadresse i Erfa er ændret
email-changed-text =
    Kontoen i Erfa, som brugte denne adresse, logger nu ind med { $email }.

    Hvis det ikke var dig, der ændrede den, så sig det straks til dem, der driver Erfa.
invitation-subject = { $organisation } inviterer dig til Erfa
invitation-text =
    { $organisation } vil gerne have dig med i Erfa, hvor kommuner og deres partnere mødes i netværk.

    Tag imod invitationen her inden { $days } dage:
    { $link }

    Hvis du ikke kender til det, skal du ikke gøre noget: så sker der ikke noget.
identity-subject = Knyt et login til din konto i Erfa
identity-text =
    Nogen, formentlig dig, er logget ind hos { $issuer } med denne adresse og vil bruge Erfa. Din konto her er endnu ikke knyttet til det.

    Knyt den inden { $hours } timer:
    { $link }

    Hvis det ikke var dig, skal du ikke gøre noget: så bliver intet knyttet.
seat-subject = Du har en plads: { $title }
seat-text =
    Du har en plads til { $title }.

    Hvornår: { $when }
    Hvor: { $place }
    { $link }
moved-subject = Ændret: { $title }
moved-text =
    { $title } har fået et andet tidspunkt eller sted. Du beholder din plads.

    Hvornår: { $when }
    Hvor: { $place }
    { $link }
given-up-subject = Ikke længere tilmeldt: { $title }
given-up-text =
    Du har ikke længere en plads til { $title }. Tilmeld dig igen, hvis det ikke var meningen:
    { $link }
postponed-subject = Udskudt: { $title }
postponed-text =
    { $title } er udskudt; det nye tidspunkt kendes ikke endnu. Du beholder din plads.

    Hvorfor: { $reason }
    { $link }
called-off-subject = Aflyst: { $title }
called-off-text =
    { $title } bliver ikke til noget.

    Hvorfor: { $reason }
    { $link }
offer-subject = Du får tilbudt en plads: { $title }
offer-text =
    Der er blevet en plads ledig til { $title }. Den er din, hvis du siger ja senest { $until }:
    { $link }

    Hvornår: { $when }
    Hvor: { $place }
reminder-subject = Påmindelse: { $title }
reminder-text =
    { $title } nærmer sig.

    Hvornår: { $when }
    Hvor: { $place }
    Kan du ikke komme, så giv din plads videre:
    { $link }
join-more = Deltag online: { $join }
waits-more = Du venter på en plads disse dage: { $waits }
poll-subject = Hvilken dato passer? { $title }
poll-text =
    Jeres organisation har endnu ikke svaret på, hvilke datoer der passer til { $title }. Svar senest { $until }:
    { $link }
chosen-subject = Datoen er fastlagt: { $title }
chosen-text =
    Der er valgt en dato i den afstemning, du deltog i.

    Hvad: { $title }
    Hvornår: { $when }
    Hvor: { $place }
    { $link }
summary-subject = Opsamling: { $title }
summary-text =
    Opsamlingen fra { $title } er klar, med hvad der blev besluttet, og hvad der skal gøres:
    { $link }
certificate-heading = Deltagerbevis
certificate-holder = Navn
certificate-seminar = Arrangement
certificate-day = Dato
certificate-hours = Varighed (timer:minutter)
certificate-place = Sted
certificate-organiser = Arrangør
certificate-for = For
certificate-issued = Udstedt
certificate-verify = Alle kan efterprøve beviset på denne adresse:
certificate-genuine = Beviset er udstedt her og gælder.
