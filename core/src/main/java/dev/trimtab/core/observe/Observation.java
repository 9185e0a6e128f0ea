package dev.trimtab.core.observe;

import java.time.Duration;

/**
 * One line of a report: a check's tally, and how old its newest look is. Ages and not times, so that clocks need not agree.
 *
 * @param age from the end of the newest look to the making of the report
 */
public record Observation(CheckId check, Tally tally, Duration age) {}
