package dev.trimtab.chaos.stage;

import java.util.List;

/** Where the processes live and how they reach one another. A host is a place with an address, such as {@code c1}. */
public interface Network {
    /** How it is made: {@code namespaces} or {@code loopback}. */
    String kind();

    /** Whether packets can be lost and slowed down, and addresses changed. */
    boolean breakable();

    /** Adds a host. */
    void add(String host);

    /** A host's address now. */
    String address(String host);

    /** What comes before a command so that it runs at a host. */
    List<String> at(String host);

    /** Loses every packet on its way from one host to another, silently, until {@link #heal}. */
    void lose(String from, String to);

    /** Loses some percent of what arrives at a host, and lets it send no faster than a bad line does, until {@link #heal}. */
    void slow(String host, int lossPercent);

    /** Undoes {@link #lose} and {@link #slow} of one host as the receiver. */
    void heal(String host);

    /** Gives a host an address that it never had; its processes have to be started again. */
    void move(String host);
}
