package protocol

import (
	"slices"
	"strings"
	"testing"
)

// typedNames is what people write and the classes it must give, in the
// order of the file; ? at the end: not wholly recognised. It is written from
// knowledge of the medicines, not from the lists.
const typedNames = `
alprazolam: benzodiazepine
Xanax XR 0.5 mg at night: benzodiazepine
XANAX 0.25mg: benzodiazepine
xanax® 1 mg, twice daily: benzodiazepine
Trankimazin Retard 0,5 mg: benzodiazepine
Tafil 0.25 mg tabletas: benzodiazepine
lorazepam 1 mg sublingual PRN: benzodiazepine
Ativan: benzodiazepine
Orfidal 1 mg por la noche: benzodiazepine
clonazepam 0.5mg tab qhs: benzodiazepine
Rivotril gotas: benzodiazepine
Klonopin wafer: benzodiazepine
clonazepam (Rivotril): benzodiazepine
diazepam: benzodiazepine
Diacepam 5 mg: benzodiazepine
Valium 10mg oral tablet: benzodiazepine
temazepam 15 mg capsule at bedtime: benzodiazepine
Lexatin 1,5 mg: benzodiazepine
Noctamid: benzodiazepine
Onfi oral suspension: benzodiazepine
Frisium 10: benzodiazepine
clordiazepóxido: benzodiazepine
CLORDIAZEPOXIDO: benzodiazepine
midazolam nasal spray: benzodiazepine
Tranxilium 5: benzodiazepine
Librax: benzodiazepine
lamotrigine 200 mg daily: lamotrigine
lamotrigina: lamotrigine
Lamictal ODT 100mg: lamotrigine
Lamictal XR: lamotrigine
Labileno 50 mg: lamotrigine
Subvenite: lamotrigine
Ritalin LA 20 mg: stimulant
methylphenidate ER: stimulant
metilfenidato 10 mg: stimulant
Rubifen: stimulant
Concerta 36 mg every morning: stimulant
Adderall XR 20 mg: stimulant
dextroamphetamine sulfate 10 mg: stimulant
Elvanse 50mg: stimulant
Vyvanse: stimulant
lisdexamfetamine dimesylate 30 mg: stimulant
Lisdexanfetamina: stimulant
phentermine hydrochloride 37.5 mg: stimulant
modafinil 200 mg: stimulant cyp_inducer
Provigil: stimulant cyp_inducer
Nuvigil 150: stimulant cyp_inducer
phenelzine 15 mg: maoi
Nardil: maoi
Parnate 10 mg tablets: maoi
tranilcipromina: maoi
Emsam patch 6 mg/24 h: maoi
selegilina: maoi
moclobemida 150 mg: maoi
Manerix: maoi
rasagiline mesylate 1 mg: maoi
linezolid 600 mg IV: maoi
azul de metileno: maoi
naltrexone 50 mg: naltrexone
Naltrexona: naltrexone
low dose naltrexone 4.5 mg: naltrexone
LDN: naltrexone
Vivitrol injection monthly: naltrexone
Contrave: naltrexone antidepressant
Mysimba: naltrexone antidepressant
theophylline ER 300 mg: theophylline
Theo-24 300 mg: theophylline
teofilina: theophylline
aminofilina IV: theophylline
Uniphyllin Continus 200 mg: theophylline
levothyroxine 50 mcg: thyroid_hormone
levothyroxine sodium 75 µg every morning before breakfast: thyroid_hormone
Eutirox 100 microgramos: thyroid_hormone
Synthroid .5 mcg: thyroid_hormone
Armour Thyroid 60 mg: thyroid_hormone
NP Thyroid: thyroid_hormone
liothyronine 5 mcg: thyroid_hormone
Cytomel: thyroid_hormone
Novotiral: thyroid_hormone
oxycodone 5 mg: opioid
oxicodona: opioid
OxyContin: opioid
Percocet 5/325: opioid other
Vicodin: opioid other
oxycodone/acetaminophen 5/325 mg: opioid other
tramadol + paracetamol: opioid other
Zaldiar: opioid other
Tylenol with codeine: opioid other
Tylenol #3: opioid other
Tylenol 3: opioid other
Tylenol 3x: other ?
co-codamol 30/500: opioid other
codeína: opioid
codeina fosfato: opioid
morphine sulfate ER 15 mg: opioid
morfina: opioid
MS Contin: opioid
MST Continus: opioid
fentanilo parche 25 mcg/h: opioid
Duragesic patch: opioid
methadone 60 mg daily: opioid
metadona: opioid
Metasedin: opioid
buprenorphine/naloxone 8/2 mg sublingual film: opioid other
Suboxone film: opioid other
Sublocade monthly injection: opioid
Buvidal weekly: opioid
Palexia retard 100 mg: opioid
hydromorphone: opioid
Dilaudid: opioid
petidina: opioid
kratom powder: opioid
zolpidem tartrate 10 mg: sedative
Ambien CR 12.5 mg: sedative
Stilnox: sedative
eszopiclone: sedative
zopiclona: sedative
Lyrica 75 mg: sedative
pregabalina: sedative
gabapentin 300 mg three times a day: sedative
Neurontin: sedative
baclofeno: sedative
Soma: sedative
Flexeril: sedative
tizanidine: sedative
Xyrem: sedative
sodium oxybate: sedative
trazodone 50 mg at bedtime: sedative antidepressant
Deprax 100 mg: sedative antidepressant
phenobarbital: sedative cyp_inducer
Fioricet: sedative other
Belsomra: sedative
diphenhydramine: antihistamine
Benadryl: antihistamine
Tylenol PM: antihistamine other
TYLENOL PM 2 tablets: antihistamine other
Advil PM: antihistamine other
hydroxyzine HCl 25 mg: antihistamine
hidroxizina: antihistamine
Atarax: antihistamine
Phenergan: antihistamine
prometazina: antihistamine
Dormidina: antihistamine
Unisom: antihistamine
Biodramina: antihistamine
clorfenamina maleato: antihistamine
quetiapine fumarate 25 mg: antipsychotic
Seroquel XR: antipsychotic
Zyprexa Zydis 5 mg: antipsychotic ?
Zyprexa: antipsychotic
Symbyax: antipsychotic antidepressant
olanzapine/fluoxetine: antipsychotic antidepressant
haloperidol decanoate: antipsychotic
Abilify Maintena: antipsychotic
Risperdal: antipsychotic
clozapina: antipsychotic
Largactil: antipsychotic
Invega Sustenna: antipsychotic
Xeplion: antipsychotic
Orap: antipsychotic
Compazine: antipsychotic
ketoconazol: cyp_inhibitor
clarithromycin 500 mg: cyp_inhibitor
Paxlovid: cyp_inhibitor
toronja: cyp_inhibitor
grapefruit juice: cyp_inhibitor
diltiazem CD: cyp_inhibitor ?
verapamil SR 240 mg: cyp_inhibitor
Plavix 75 mg: cyp_inhibitor
nefazodone: cyp_inhibitor antidepressant
carbamazepina: cyp_inducer
Tegretol XR: cyp_inducer
St. John's wort: cyp_inducer
St John’s Wort 300 mg capsules: cyp_inducer
Hierba de San Juan: cyp_inducer
rifampicina: cyp_inducer
fenitoína: cyp_inducer
Trileptal: cyp_inducer
sertraline 100 mg: antidepressant
Zoloft: antidepressant
sertralina: antidepressant
fluoxetina 20 mg: antidepressant
escitalopram oxalate 10 mg: antidepressant
Cipralex: antidepressant
bupropion XL 300 mg: antidepressant
Wellbutrin SR: antidepressant
Effexor XR: antidepressant
venlafaxina retard: antidepressant
Cymbalta: antidepressant
mirtazapine: antidepressant
amitriptilina: antidepressant
Anafranil: antidepressant
Trintellix: antidepressant
lisinopril 20/10 mg: other
lisinopril/HCTZ 20/12.5 mg: other
losartan potassium 50 mg: other
metformin 1,000 mg twice daily: other
vitamin D3 2,000 IU: other
vitamina B12: other
ácido fólico 5 mg: other
insulin glargine 20 units: other
lithium carbonate 300 mg: other
atomoxetina: other
píldora anticonceptiva: other
alprazolam, sertraline: benzodiazepine antidepressant
alprazolam y sertralina: benzodiazepine antidepressant
alprazolam foozle: benzodiazepine ?
no longer takes alprazolam: benzodiazepine ?
foozle: ?
esketamine: ?
ketamine troche: ?
CBD oil: ?
10 mg: ?
two tablets at night: ?
lisinopril 3xanax: other ?
`

func TestWhatPeopleWrite(t *testing.T) {
	p := shipped(t)
	n := 0
	for _, line := range strings.Split(strings.TrimSpace(typedNames), "\n") {
		typed, want, _ := strings.Cut(line, ": ")
		want, strange := strings.CutSuffix(want, "?")
		classes, all := p.ClassesOf(typed)
		if !slices.Equal(classes, strings.Fields(want)) || all == strange {
			t.Errorf("%q: %v, recognised %v; not %q, %v", typed, classes, all, want, !strange)
		}
		n++
	}
	if n < 200 {
		t.Errorf("only %d names", n)
	}
}

// lookAlikes are pairs that people and pharmacies have mixed up; * marks a
// name that the draft does not list and must not guess.
const lookAlikes = `
clonidine clonazepam, clonidine Klonopin, lamotrigine lamivudine, Lamictal Lamisil, hydroxyzine hydralazine, Zyprexa Zyrtec, Celexa Celebrex,
Celexa Cerebyx, Celebrex Cerebyx, Xanax Zantac, Adderall Inderal, Paxil Plavix, tramadol trazodone, tramadol *Toradol, Seroquel Serzone, Seroquel Sinequan,
Lexapro *Lexiva, risperidone ropinirole, Topamax Toprol, quetiapine *quinidine, buspirone bupropion, methadone Metadate, methadone methylphenidate,
oxycodone *oxytocin, hydrocodone hydrocortisone, chlorpromazine chlorpropamide, clomiphene clomipramine, Ativan Atarax, lorazepam loratadine, Prozac Prilosec,
Prozac Proscar, Prozac Prograf, Zoloft Zofran, metformin metronidazole, Brintellix Brilinta, Provera Provigil, Ritalin Rifadin, Lyrica Lopressor,
Lyrica *Lyrisa, Soma *Somatuline, naltrexone naloxone, prednisone primidone, prazosin prazepam, promethazine *promazide, Depakote Depakene, Lunesta *Neulasta, Wellbutrin *Wellferon,
Luvox Lovenox*, Restoril Risperdal, selegiline Serzone, fluoxetine fluvoxamine, paroxetine piroxicam*, doxepin doxycycline, diazepam diltiazem, alprazolam *alprostadil,
Nardil Norvasc, Parnate *Parlodel, Eldepryl enalapril, Focalin *Folicin, Vivitrol *Vivactyl, Suboxone *Suprax, Subutex Sustiva, Demerol *Demulen, Levoxyl Luvox, Synthroid Symbyax, nefazodone nefopam*
`

func TestLookAlikesAreNeverTakenForEachOther(t *testing.T) {
	p := shipped(t)
	pairs := strings.Split(strings.TrimSpace(lookAlikes), ",")
	if len(pairs) < 60 {
		t.Errorf("only %d pairs", len(pairs))
	}
	for _, pair := range pairs {
		names := strings.Fields(pair)
		var sets [2][]string
		for i, n := range names {
			bare := strings.Trim(n, "*")
			classes, all := p.ClassesOf(bare)
			if sets[i] = classes; all == (bare != n) {
				t.Errorf("%s: recognised %v, as %v", bare, all, classes)
			}
		}
		same := map[string]bool{"fluoxetine fluvoxamine": true, "Depakote Depakene": true, "Topamax Toprol": true, "metformin metronidazole": true}
		if slices.Equal(sets[0], sets[1]) != same[strings.Join(names, " ")] {
			t.Errorf("%s: %v and %v", pair, sets[0], sets[1])
		}
	}
}

// TestNoNameIsFoundWithinAWord: what a listed name is part of is another
// word, before or behind.
func TestNoNameIsFoundWithinAWord(t *testing.T) {
	p := shipped(t)
	for name := range p.classOf {
		for _, typed := range []string{"pro" + name + "ex", name + "oxin", "des" + name} {
			found, strange := p.match(strings.Fields(typed))
			if !slices.Contains(strange, true) && len(p.classOf[typed]) == 0 {
				t.Errorf("%q is taken for %v", typed, found)
			}
		}
	}
}

// TestEveryListedNameWithItsDose: each name is found again in capitals, with
// a dose, a form and a time around it.
func TestEveryListedNameWithItsDose(t *testing.T) {
	p := shipped(t)
	for _, c := range p.Classes {
		for _, n := range c.Names {
			for _, typed := range []string{n, strings.ToUpper(n), "  " + n + "®  ", n + " 12.5 mg tablets at night", "generic " + n + " XR 20mg daily"} {
				if classes, all := p.ClassesOf(typed); !all || !slices.Contains(classes, c.ID) {
					t.Errorf("%q: %v, recognised %v; it is of %s", typed, classes, all, c.ID)
				}
			}
		}
	}
}
