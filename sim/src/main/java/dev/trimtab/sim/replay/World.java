package dev.trimtab.sim.replay;

/**
 * The closed loop: what users ask for, how fast they follow the answers, and what the origin bears.
 *
 * @param demand over time, in units in which capacities are declared
 * @param follow share of the users who have followed a change, by its age; the rest never does
 * @param originCap share of the whole demand that the origins can carry
 */
public record World(Curve demand, Curve follow, double originCap) {}
