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
certificate-heading = Osallistumistodistus
certificate-holder = Nimi
certificate-seminar = Seminaari
certificate-day = Päivä
certificate-hours = Kesto (tunnit:minuutit)
certificate-place = Paikka
certificate-organiser = Järjestäjä
certificate-for = Edustaa
certificate-issued = Annettu
certificate-verify = Kuka tahansa voi tarkistaa todistuksen tästä osoitteesta:
certificate-genuine = Todistus on annettu täällä ja on voimassa.
