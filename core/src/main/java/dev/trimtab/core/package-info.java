/**
 * The decisions of Trimtab: pure Java that knows no clock, no randomness, no network and no logger.
 *
 * <p>One sentence is the architecture: probe → report → verdict → plan → ruling → write → verification → event. The
 * packages stand in that order, and each imports only from those before it:
 *
 * <ol>
 *   <li>{@code name}: steered names, CDNs, targets, vantages, networks, regions, shares
 *   <li>{@code spec}: the configuration, parsed
 *   <li>{@code observe}: looks, outcomes, reports
 *   <li>{@code judge}: health (one vantage) and verdict (a quorum of networks)
 *   <li>{@code override}: drain, pin, freeze
 *   <li>{@code plan}: shares per region, hold-down, ramp
 *   <li>{@code safety}: the rules between plan and write
 *   <li>{@code records}: what providers hold, generations, marks
 *   <li>{@code verify}: what is really answered
 *   <li>{@code event}: what is remembered
 *   <li>{@code port}: what is needed from outside
 *   <li>{@code loop}: the conductor
 * </ol>
 *
 * <p>Read {@link dev.trimtab.core.loop.SteeringLoop} first, then {@code Planner}, {@code SafetyReview}, {@code Quorum}
 * and {@code Health}.
 */
@NullMarked
package dev.trimtab.core;

import org.jspecify.annotations.NullMarked;
