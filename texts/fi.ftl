reset-subject = Uusi salasana Erfaan
reset-text =
    Joku, luultavasti sinä, on pyytänyt uutta salasanaa Erfa-tilillesi.

    Valitse se täällä { $minutes } minuutin kuluessa:
    { $link }

    Jos et pyytänyt sitä, sinun ei tarvitse tehdä mitään: salasanasi ei muutu.
email-subject = Vahvista sähköpostiosoitteesi
email-text =
    Tämä osoite on annettu Erfa-tilille. Vahvista { $hours } tunnin kuluessa, että se on sinun:
    { $link }

    Jos et tiedä asiasta, sinun ei tarvitse tehdä mitään.
email-changed-subject = Sähköpostiosoitteesi Erfassa on muuttunut
email-changed-text =
    Erfa-tili, joka käytti tätä osoitetta, kirjautuu nyt osoitteella { $email }.

    Jos et itse muuttanut sitä, kerro asiasta heti Erfan ylläpitäjille.
invitation-subject = { $organisation } kutsuu sinut Erfaan
invitation-text =
    { $organisation } kutsuu sinut mukaan Erfaan, jossa kunnat ja niiden kumppanit kohtaavat verkostoissa.

    Hyväksy kutsu täällä { $days } päivän kuluessa:
    { $link }

    Jos et tiedä asiasta, sinun ei tarvitse tehdä mitään: silloin mitään ei tapahdu.
identity-subject = Yhdistä kirjautuminen Erfa-tiliisi
identity-text =
    Joku, luultavasti sinä, on kirjautunut palvelussa { $issuer } tällä osoitteella ja haluaa käyttää Erfaa. Tiliäsi ei ole vielä yhdistetty siihen.

    Yhdistä se { $hours } tunnin kuluessa:
    { $link }

    Jos se et ollut sinä, sinun ei tarvitse tehdä mitään: mitään ei yhdistetä.
