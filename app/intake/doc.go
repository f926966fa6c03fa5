// Package intake keeps what the patient tells on arrival: history, medicines,
// allergies, symptoms, goals, supports.
//
// The form is data (a Form, read by ParseForm). Each answer is one field of
// the patient's intake record and each element of a list is one field too
// ("medicine.<id>"), so that several people can fill it in over days and
// every answer keeps who gave it and when. An answer that was never asked for
// is not a no, and neither is "don't know".
//
// Confirming the intake complete is a fact with a signature and a copy of all
// answers; what changes afterwards is shown until it is confirmed again.
package intake
