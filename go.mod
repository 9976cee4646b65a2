module potentiels

go 1.26
