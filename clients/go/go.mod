module pgohub.dev/clients/go

go 1.21
