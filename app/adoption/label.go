package adoption

import (
	"slices"
	"strings"
)

// sectionLabels say what a section holds; one that is not named here is
// called by its key.
var sectionLabels = map[string]string{
	"title": "Title of the protocol", "notice": "Notice of the draft", "facts": "Facts it looks at", "groups": "Headings of the checklist", "criteria": "Criteria",
	"dose_words": "Words beside a medicine", "classes": "Classes of medicines", "routes": "Routes", "styles": "Dosing styles",
	"validity": "How long a screening counts", "limits": "Blood pressure and pulse", "doses": "Dose ranges", "monitoring": "Monitoring",
	"fasting": "Fasting", "holds": "Medicines to hold", "discharge": "Discharge rule", "discharge.items": "Discharge items", "triggers": "Triggers in a session",
	"rescreen": "Asked again before a dose", "dose_change": "More than the last time", "improbable": "Values asked about once",
	"scale_times": "When rating scales are due", "scale_offers": "Which rating scales when", "forms": "Forms of a drug", "stock": "What can be in stock", "opened": "How long an opened one lasts",
}

// keyLabels say what stands under a key.
var keyLabels = map[string]string{
	"en": "English", "es": "Spanish", "id": "Name in the file", "title": "Title", "group": "Heading", "fact": "Fact it looks at", "rules": "Rule", "if": "When",
	"state": "State", "say": "What it says", "is": "Answer", "kind": "Kind", "kinds": "Kinds", "within_days": "Within", "over_days": "Longer ago than",
	"below": "Below", "at_least": "At least", "above": "Above", "at_most": "At most", "any_of": "Any of these classes", "none_of": "None of these classes",
	"unrecognised": "A medicine is not recognised", "sources": "Source", "dissent": "Source that disagrees", "choice": "The clinic's choice", "note": "Remark",
	"text": "What it says", "year": "Year", "ref": "Where to find it", "grade": "How far to rely on it", "names": "Names", "days": "Days", "pulse": "Pulse above",
	"action": "What to do", "route": "Route", "style": "Dosing style", "unit": "Unit", "low": "Lowest", "high": "Highest", "steps": "Step", "observe": "Stay at least",
	"every": "Every", "until": "Until", "food": "Without food", "liquids": "Without clear liquids", "class": "Class of medicines", "hours": "Hold for",
	"no_driving_hours": "No driving for", "after": "Afterwards", "percent": "Within, of the start", "override": "A prescriber may set it aside", "measure": "Sign that is measured",
	"pressure": "Either pressure from", "sustained": "Lasting", "card": "Card it opens", "type": "Sort of fact", "range": "What can be", "pressures": "What can be", "items": "Item",
	"by": "Judged by", "check": "Answered by the check", "each_dosing": "Before each dosing session", "over_percent": "More than", "scale": "Rating scale", "change": "Change of more than", "due": "Due after", "late": "Late after", "from": "Counts from", "form": "Form of the drug", "least": "At the least",
	"most": "At the most", "minutes": "Lasts", "point": "Point in time", "points": "Points in time", "within": "A reading no older than",
}

// valueLabels say what a closed word of the file means.
var valueLabels = map[string]string{
	"clear": "clear", "review": "review", "stop": "stop", "unknown": "unknown", "yes": "yes", "no": "no", "recheck": "measure again", "call prescriber": "call the prescriber",
	"emergency": "emergency", "general clinical knowledge": "general clinical knowledge", "weak": "weak source", "spo2": "oxygen saturation", "pulse": "pulse",
	"breaths": "breathing rate", "sedation": "sedation score", "pressure": "blood pressure", "answer": "answer", "number": "number", "medicines": "medicines", "date": "date",
	"scale": "a rating scale", "change": "change from the start", "stay": "how long the patient stayed", "health": "health", "pregnancy": "pregnancy",
	"substances": "substances", "safety": "safety",
}

// units are those of the figures under a key.
var units = map[string]string{
	"within_days": "days", "over_days": "days", "days": "days", "hours": "h", "no_driving_hours": "h", "food": "min", "liquids": "min", "observe": "min",
	"every": "min", "until": "min", "sustained": "min", "percent": "%", "within": "min", "minutes": "min", "over_percent": "%", "pulse": "/min", "pressure": "mmHg",
}

// labelOf says a section or the key at the end of its name.
func labelOf(section string) string {
	if l, ok := sectionLabels[section]; ok {
		return l
	}
	_, last, ok := strings.Cut(section, ".")
	if !ok {
		last = section
	}
	return keyLabel(last)
}

// keyLabel says a key; one that this program does not know is said as it is
// written, without the underscores.
func keyLabel(key string) string {
	if l, ok := keyLabels[key]; ok {
		return l
	}
	words := strings.ReplaceAll(key, "_", " ")
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// Unit gives the unit of a figure under a key: its item may say another one.
func Unit(item *Node, key string) string {
	if key == "low" || key == "high" {
		return item.Get("unit").Text()
	}
	if item.Get("point") != nil && slices.Contains([]string{"from", "due", "late", "until"}, key) {
		return "h"
	}
	if v := item.Get(key).Text(); key == "above" && strings.Contains(v, "/") {
		return "mmHg"
	}
	return units[key]
}
