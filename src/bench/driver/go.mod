module cloudbackup.io/bench/driver

go 1.26.0
