"""One example of every block of a question, for the workbench and the tests. Sounds are those of the shipped banks."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "onward-picture-choice": """<onward-picture-choice lang="de" sound="bank:german_core/l_bread.mp3" script="Das Brot.">
  <option picture="milk"/>
  <option picture="bread" right="true"/>
  <option picture="egg"/>
  <option picture="cheese"/>
</onward-picture-choice>""",
    "onward-sound-to-word": """<onward-sound-to-word lang="de" sound="bank:german_core/l_bread.mp3" script="Das Brot.">
  <option>Bett</option>
  <option right="true">Brot</option>
  <option>Boot</option>
</onward-sound-to-word>""",
    "onward-listen-and-choose": """<onward-listen-and-choose lang="de"
  sound="bank:german_core/l_tap_lamp.mp3" question="Wo ist die Lampe?">
  <option right="true">über dem Bett</option>
  <option>unter dem Bett</option>
  <option>neben dem Bett</option>
</onward-listen-and-choose>""",
    "onward-read-and-choose": """<onward-read-and-choose lang="de" question="Wann ist der Kurs?">
  <text>Der Kurs ist am Montag um neun Uhr in Raum 4.</text>
  <option>am Dienstag</option>
  <option right="true">am Montag</option>
  <option>am Mittwoch</option>
</onward-read-and-choose>""",
    "onward-cloze-choice": """<onward-cloze-choice lang="de">
  <text>Ich ___ Amina.</text>
  <option>heißt</option>
  <option right="true">heiße</option>
  <option>heißen</option>
</onward-cloze-choice>""",
    "onward-sign-choice": """<onward-sign-choice lang="de">
  <text>A</text>
  <option>e</option>
  <option right="true">a</option>
  <option>o</option>
  <option>u</option>
</onward-sign-choice>""",
    "onward-pattern-choice": """<onward-pattern-choice bank="patterns_core" item="p_01"/>""",
    "onward-trace": """<onward-trace line="straight"/>""",
    "onward-tap-picture": """<onward-tap-picture lang="de"
  sound="bank:german_core/l_tap_lamp.mp3" script="Die Lampe hängt über dem Bett." picture="bed">
  <option picture="lamp" at="0.4,0.75,0.2,0.25"/>
  <option picture="lamp" at="0.4,0,0.2,0.25" right="true"/>
  <option picture="lamp" at="0,0.4,0.2,0.25"/>
  <option picture="lamp" at="0.8,0.4,0.2,0.25"/>
</onward-tap-picture>""",
    "onward-match": """<onward-match lang="de">
  <option picture="bread">das Brot</option>
  <option picture="milk">die Milch</option>
  <option picture="apple">der Apfel</option>
</onward-match>""",
    "onward-order": """<onward-order lang="de">
  <option>Ich</option>
  <option>gehe</option>
  <option>heute</option>
  <option>nach Hause.</option>
  <order>3 2 1 4</order>
</onward-order>""",
    "onward-cloze-typed": """<onward-cloze-typed lang="de">
  <text>Wie [heißen] Sie? – Ich [bin/heiße] Amina.</text>
</onward-cloze-typed>""",
    "onward-c-test": """<onward-c-test lang="de">
  <text>Sie wo[hnt] in Berlin und arb[eitet] in einem Kranken[haus]. Am Wochen[ende] besucht sie mi[ch] oft.</text>
</onward-c-test>""",
    "onward-dictation": """<onward-dictation lang="de" sound="bank:german_core/w_dict_tea.mp3">
  <answer>Ich trinke Tee.</answer>
</onward-dictation>""",
    "onward-writing-task": """<onward-writing-task lang="de" sound="bank:german_core/w_late.mp3">
  <text>Sie kommen heute zu spät zum Kurs. Schreiben Sie Ihrer Lehrerin: Warum? Wann kommen Sie?</text>
</onward-writing-task>""",
    "onward-speaking-task": """<onward-speaking-task lang="de" sound="bank:german_core/t_about_you.mp3">
  <text>Erzählen Sie von sich. Wie heißen Sie? Wo wohnen Sie? Was mögen Sie gern?</text>
</onward-speaking-task>""",
    "onward-rated-task": """<onward-rated-task lang="de">
  <text>4 7 2 0</text>
</onward-rated-task>""",
}
"""OLX by the name of the element."""
