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
