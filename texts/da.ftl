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
