package patients

import "reflect"

// changed gives the fields whose value differs.
func changed(old, now map[string]any) map[string]any {
	set := map[string]any{}
	for name, v := range now {
		if !reflect.DeepEqual(old[name], v) {
			set[name] = v
		}
	}
	return set
}
