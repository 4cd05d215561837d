"""What people of the demonstration write: for each task a weak, a middling and a good text, with the mistakes people make."""

from collections.abc import Mapping

WEAK, MIDDLING, GOOD = range(3)

DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")
WOMEN = ("Amina", "Sara", "Olena", "Hiwot", "Mina", "Lucía", "Thida", "Rahel")
HOURS = ("acht", "neun", "zehn", "elf", "zwölf")

TEXTS: Mapping[str, tuple[str, str, str]] = {
    "w_form": (
        "{woman} berlin",
        "Name: {woman}\nStrase: Garten Strase 5\nStadt Berlin",
        "Name: {woman} Haddad\nStraße: Gartenstraße 5\nStadt: 10115 Berlin",
    ),
    "w_shopping_note": (
        "{woman} kaufen milch brot ei {day}",
        "Liebe {woman}, ich kann heute nicht einkaufen. Bitte kaufst du Milch, Brot und drei Apfel. Danke",
        "Liebe {woman}, ich kann heute leider nicht einkaufen gehen. Kannst du bitte Milch, ein Brot und zehn Eier "
        "kaufen? Ich gebe dir das Geld am {day}. Vielen Dank!",
    ),
    "w_late": (
        "Ich komme spet {hour} Uhr. Bus nicht kommen.",
        "Hallo Frau Klein, ich komme zu spät, der Bus ist nicht gekommt. Ich komme um {hour} Uhr. {woman}",
        "Guten Morgen, Frau Klein, leider komme ich heute zu spät, weil mein Bus ausgefallen ist. Ich bin ungefähr um "
        "{hour} Uhr da. Viele Grüße, {woman}",
    ),
    "w_ill": (
        "Chef ich krank. Morgen nicht arbeit. {day} gut. Kopf weh.",
        "Hallo, ich bin krank und ich habe Fieber. Ich kann morgen nicht arbeiten. Am {day} ich komme wieder. Vielleicht "
        "{woman} kann meine Arbeit machen.",
        "Guten Tag, ich habe seit gestern Fieber und starke Halsschmerzen und kann morgen nicht arbeiten. Der Arzt sagt, "
        "dass ich am {day} wieder kommen kann. {woman} kennt meine Arbeit und kann mich vertreten.",
    ),
    "w_repair": (
        "Heizung kaputt {day}. Kalt in wohnung. Sie kommen bitte.",
        "Sehr geehrte Vermieterin, meine Heizung ist kaputt seit {day}. Ich habe probiert an und aus machen, aber es "
        "geht nicht. Es ist sehr kalt, wir haben ein Baby. Können Sie jemand schicken?",
        "Sehr geehrte Frau Berger, seit {day} funktioniert die Heizung im Schlafzimmer nicht mehr. Ich habe sie schon "
        "entlüftet und neu eingestellt, doch sie bleibt kalt. Weil wir ein kleines Kind haben, bitte ich Sie, noch diese "
        "Woche einen Handwerker zu schicken. Ich bin jeden Tag ab {hour} Uhr zu Hause.",
    ),
    "w_other_course": (
        "Ich neue arbeit am morgen. Kurs nicht gut. Anderer kurs?",
        "Guten Tag, ich habe jetzt eine neue Arbeit und muss am Vormittag arbeiten. Deswegen ich kann nicht mehr in Kurs "
        "kommen. Gibt es einen Kurs am Abend? Ich möchte weiter lernen.",
        "Sehr geehrte Damen und Herren, seit {day} arbeite ich in der Frühschicht und kann deshalb den Kurs am Vormittag "
        "nicht mehr besuchen. Ich möchte auf keinen Fall aufhören. Wäre es möglich, in einen Abendkurs zu wechseln, und "
        "muss ich dafür einen neuen Antrag stellen?",
    ),
    "w_refund": (
        "Das paket kaputt und spät. Ich will Geld zurück bitte.",
        "Guten Tag, ich habe bei Ihnen eine Lampe gekauft. Sie ist zu spät gekommen und sie war kaputt. Sie sagen, ich "
        "habe das gemacht, aber das stimmt nicht. Ich möchte mein Geld bis {day}.",
        "Sehr geehrte Damen und Herren, die bestellte Lampe wurde drei Wochen zu spät geliefert, und der Schirm war "
        "gebrochen. Ihre Behauptung, der Schaden sei bei mir entstanden, kann ich nicht akzeptieren: Schon der Karton "
        "war eingedrückt, wie das Foto zeigt. Ich erwarte die Erstattung des Kaufpreises bis {day} in zwei Wochen.",
    ),
    "w_own_hours": (
        "Gut weil familie. Ich kann später kommen. Schwierig für firma.",
        "Ich finde es gut, wenn man die Zeit selber wählen kann, weil man hat Kinder oder einen Termin. Aber für die "
        "Firma ist es schwierig, wenn niemand da ist am Morgen. Man muss einen Plan machen.",
        "Wer seine Arbeitszeit selbst bestimmt, kann Beruf und Familie besser verbinden und ist meist zufriedener. Für "
        "die Firma wird die Planung allerdings aufwendiger, denn manche Aufgaben müssen zu festen Zeiten erledigt "
        "werden. Deshalb halte ich eine Kernzeit ab {hour} Uhr für einen guten Kompromiss.",
    ),
    "w_dentist": (
        "Mein kind Zahn artzt Freitag {hour} Uhr. Nicht schule.",
        "Liebe Frau Lehrerin, mein Sohn hat am Freitag um {hour} Uhr Termin beim Zahnarzt. Danach er kommt wieder in die "
        "Schule. Was muss er nachholen?",
        "Liebe Frau Berger, meine Tochter hat am Freitag einen Termin beim Zahnarzt und muss schon um {hour} Uhr gehen. "
        "Sie kommt danach nicht mehr zurück. Können Sie ihr die Aufgaben mitgeben, damit sie alles nachholen kann?",
    ),
    "w_parking": (
        "Parkplatz ist wichtig. Ich habe auto für arbeit. Fahrrad auch gut.",
        "Ich finde Radwege gut, weil die Kinder können sicher fahren. Aber manche Leute brauchen das Auto für die Arbeit "
        "oder sie sind krank. Die Stadt soll nicht alle Parkplätze wegnehmen, nur einen Teil.",
        "Sehr geehrte Mitglieder des Stadtrats, ich begrüße den Ausbau der Radwege, obwohl mir bewusst ist, dass "
        "Handwerker und Pflegedienste auf Parkplätze angewiesen sind. Statt sie ersatzlos zu streichen, könnten Sie "
        "Ladezonen mit festen Zeiten einrichten. So gewönnen alle an Sicherheit, ohne dass Betriebe aufgeben müssten.",
    ),
}
"""By the task's key in the German bank. `{day}`, `{hour}`, `{woman}` differ from person to person."""

KNOWN: Mapping[int, tuple[int, int, int, int]] = {WEAK: (1, 0, 0, 1), MIDDLING: (2, 2, 1, 2), GOOD: (3, 3, 2, 3)}
"""Scores that texts to practise on are known by: task, coherence, grammar, words."""
WHY: Mapping[int, str] = {
    WEAK: "Single words carry the message and sentences are missing: 1 for the task, 1 for the words.",
    MIDDLING: "Nearly all is said and understood. Mistakes stand in most lines: 1 for grammar.",
    GOOD: "All is said and easy to follow. A slip or two, so 2 for grammar and the best for the rest.",
}
"""What the lead says about them."""
