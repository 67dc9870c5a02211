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
