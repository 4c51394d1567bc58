// Package pgohub captures CPU profiles of the running process and posts them to a pgohub server, which merges
// the profiles of all instances into the default.pgo of the next build.
//
//	emit, err := pgohub.Capture("checkout")
//	defer emit(context.Background())
//
// Profiles are captured in windows, one after the other: the first takes 10 seconds, each later one about 60.
// A window is posted when it ends, and the last one by emit, so an instance that is killed loses at most one.
//
// The service comes first. Nothing here panics or blocks the service; what cannot be sent is dropped and
// counted (see [Stats]), and each kind of trouble is logged once.
//
// The runtime has one CPU profiler for the whole process, and a capture holds it nearly all of the time. Another
// profile that is already running makes a capture skip windows until the profiler is free. To take a profile by
// other means while a capture runs, such as with net/http/pprof, wrap it in [GiveWay].
package pgohub
