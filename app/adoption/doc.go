// Package adoption keeps the clinic's own protocol: the draft that ships, the
// working copy in which a prescriber changes it item by item with a reason,
// and the versions that were adopted by a signature and never change.
//
// The working copy is a record whose fields are the changed items, so that
// two laptops that change two items merge by themselves and one item changed
// twice is a conflict that a person settles. An adopted version is a fact
// that holds the whole file; which one is in use is one small field, which
// InUse reads in every transaction.
package adoption
