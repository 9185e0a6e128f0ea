package dev.trimtab.chaos.fault;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is done to the processes and to the network between them. */
public enum FaultKind {
    KILL_LEADER("the leader dies (kill -9) and is started again", Needs.PROCESSES),
    KILL_FOLLOWER("another controller dies (kill -9) and is started again", Needs.SEVERAL),
    KILL_AGENT("an agent dies (kill -9) and is started again", Needs.PROCESSES),
    KILL_SERVER("BIND, Knot or PowerDNS dies (kill -9) and is started again", Needs.PROCESSES),
    PAUSE_LEADER("the leader stands still for longer than its lease (SIGSTOP, SIGCONT)", Needs.PROCESSES),
    PAUSE_FOLLOWER("another controller stands still", Needs.SEVERAL),
    PAUSE_AGENT("an agent stands still", Needs.PROCESSES),
    PAUSE_SERVER("BIND, Knot or PowerDNS stands still", Needs.PROCESSES),
    PAUSE_STORE("PostgreSQL stands still", Needs.STORE),
    RESTART_STORE("PostgreSQL is restarted in good order", Needs.STORE),
    KILL_STORE("PostgreSQL dies (kill -9) and is started again", Needs.STORE),
    PART_LEADER("the leader is cut off from the other controllers, both ways", Needs.NETWORK),
    PART_ONE_WAY("a controller hears the others no longer, and they hear it", Needs.NETWORK),
    PART_LEADER_STORE("the leader is cut off from PostgreSQL", Needs.NETWORK),
    PART_LEADER_PROVIDER("the leader is cut off from one provider", Needs.NETWORK),
    PART_AGENTS("half of the agents are cut off from every controller", Needs.NETWORK),
    SLOW_NETWORK("every line of the controllers loses 10 % and is slow", Needs.NETWORK),
    DISK_FULL("no byte is free where one controller keeps its state", Needs.NETWORK),
    CLOCK_FORTH("one controller's wall clock jumps ahead by minutes", Needs.CLOCK),
    CLOCK_BACK("one controller's wall clock jumps back by minutes", Needs.CLOCK),
    ROLLING_RESTART("all controllers are restarted in good order, one after the other", Needs.SEVERAL),
    ALL_AT_ONCE("all controllers die and are started at once", Needs.PROCESSES),
    ADDRESSES("all controllers are started again with addresses that they never had", Needs.MANY_NETWORK);

    /** What a kind of fault cannot do without. */
    public enum Needs {
        PROCESSES,
        SEVERAL,
        STORE,
        NETWORK,
        MANY_NETWORK,
        CLOCK
    }

    private final String about;
    private final Needs needs;

    FaultKind(String about, Needs needs) {
        this.about = about;
        this.needs = needs;
    }

    /** The word in histories and tables, such as {@code kill-leader}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What happens, for people. */
    public String about() {
        return about;
    }

    /** Whether it concerns every controller, so that no other fault should stand at the same time. */
    public boolean alone() {
        return this == ROLLING_RESTART || this == ALL_AT_ONCE || this == ADDRESSES;
    }

    /**
     * Those that are possible.
     *
     * @param several whether there is more than one controller, with PostgreSQL
     * @param network whether the network can be broken
     * @param clock whether a process can be given another time
     */
    public static List<FaultKind> possible(boolean several, boolean network, boolean clock) {
        return Arrays.stream(values())
                .filter(kind -> switch (kind.needs) {
                    case PROCESSES -> true;
                    case SEVERAL, STORE -> several;
                    case NETWORK ->
                        network
                                && (several
                                        || kind == PART_LEADER_PROVIDER
                                        || kind == PART_AGENTS
                                        || kind == SLOW_NETWORK
                                        || kind == DISK_FULL);
                    case MANY_NETWORK -> several && network;
                    case CLOCK -> clock;
                })
                .toList();
    }
}
