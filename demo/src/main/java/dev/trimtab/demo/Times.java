package dev.trimtab.demo;

import java.time.Duration;

/**
 * How long the main job took.
 *
 * @param detect from the break to the verdict
 * @param shift from the break to the first sweep in which no source is sent to the broken edge
 * @param comeBack from the mend to the full configured share
 */
record Times(Duration detect, Duration shift, Duration comeBack) {}
