package place

// Scales is where a patient's rating scales are taken and read.
const Scales = "scales"
