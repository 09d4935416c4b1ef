export "$@"
loss=$(awk -F, 'NR > 1 { miss = log($3 / ENVIRON["days"]) - ENVIRON["exponent"] * log($2 / 149.6); sum += miss * miss } END { print sqrt(sum / (NR - 1)) }' planets.csv)
echo "vernier {\"loss\": $loss}"
