package pgohub

// nearestVariable is the variable that name is at most two edits away from, or "".
func nearestVariable(name string) string {
	nearest, least := "", 3
	for known := range variables {
		// Ties go to the first in the alphabet, so that the same mistake always reads the same.
		if edits := editsBetween(name, known); edits < least || edits == least && edits < 3 && known < nearest {
			nearest, least = known, edits
		}
	}
	return nearest
}

// editsBetween is the Levenshtein distance in bytes.
func editsBetween(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			edits := diagonal
			if a[i-1] != b[j-1] {
				edits = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], edits
		}
	}
	return row[len(b)]
}
