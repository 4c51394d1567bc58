module pgohub.dev/example

go 1.21

require pgohub.dev/clients/go v0.0.0

replace pgohub.dev/clients/go => ../../clients/go
