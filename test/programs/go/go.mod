module vernier.example/descent

go 1.20
