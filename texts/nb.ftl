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
