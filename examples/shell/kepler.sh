export "$@"
loss=$(awk -F, 'NR > 1 { miss = log($3) - log(ENVIRON["scale"]) - ENVIRON["exponent"] * log($2); sum += miss * miss } END { print sqrt(sum / (NR - 1)) }' planets.csv)
echo "vernier {\"loss\": $loss}"
