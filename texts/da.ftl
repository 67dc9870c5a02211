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
moved-waits-subject = Ændret: { $title }
moved-waits-text =
    { $title } har fået et andet tidspunkt eller sted. Du har ikke en plads endnu; din tilmelding står ved magt.

    Hvornår: { $when }
    Hvor: { $place }
    { $link }
postponed-waits-subject = Udskudt: { $title }
postponed-waits-text =
    { $title } er udskudt; det nye tidspunkt kendes ikke endnu. Du har ikke en plads endnu; din tilmelding står ved magt.
    { $link }
offer-lapsed-subject = Tilbuddet om en plads er udløbet: { $title }
offer-lapsed-text =
    Du svarede ikke i tide, så pladsen til { $title } går videre til den næste. Du står nu som nummer { $position } på ventelisten og kan få tilbudt en plads én gang til.
    { $link }
offer-over-subject = Ikke længere tilmeldt: { $title }
offer-over-text =
    Du har for anden gang ikke svaret i tide på en tilbudt plads, så du venter ikke længere på en til { $title }. Tilmeld dig igen, hvis du gerne vil med:
    { $link }
let-in-subject = Du kan komme med, når der er en plads: { $title }
let-in-text =
    Din tilmelding til { $title } er godkendt. Der er ingen ledig plads lige nu: du står som nummer { $position } på ventelisten.
    { $link }
declined-subject = Ingen plads til dig: { $title }
declined-text =
    Arrangørerne af { $title } har ikke godkendt din tilmelding.
    { $link }
hidden-subject = Taget ud af din kalender
hidden-text =
    Et arrangement i din kalender er for en kreds, som du ikke længere hører til. Det tages ud af din kalender, og din plads går videre til den næste.
left-out-subject = Ikke længere tilmeldt
left-out-text =
    Et arrangement, som du er tilmeldt, er for en kreds, som du ikke længere hører til. Din tilmelding er ophørt.
because-more = Hvorfor: { $because }
online-more = Din plads er online. Adressen, hvor du deltager, kommer med mail 24 timer før start og står på siden fra da af.
questions-more = Svar på dette på siden, inden du kommer: { $questions }
join-more = Deltag online: { $join }
waits-more = Du venter på en plads disse dage: { $waits }
until-more = Svar senest { $until }.
asked-subject = Hvilken dato passer? { $title }
asked-text =
    { $host } spørger jeres organisation, hvilke datoer der passer til { $title }. Svar her:
    { $link }
poll-subject = Hvilken dato passer? { $title }
poll-text =
    Jeres organisation har endnu ikke svaret på, hvilke datoer der passer til { $title }. Svar her:
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
corrected-subject = Rettelse: opsamling af { $title }
corrected-text =
    Opsamlingen fra { $title } er skrevet om. Den her gælder i stedet for den, du fik før:
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
