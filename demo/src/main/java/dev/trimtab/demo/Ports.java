package dev.trimtab.demo;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where everything listens at loopback.
 *
 * @param serving of each stand-in
 * @param control of each stand-in
 */
record Ports(SortedMap<String, Integer> serving, SortedMap<String, Integer> control, int api, int dns, int cluster) {
    Ports {
        serving = Collections.unmodifiableSortedMap(new TreeMap<>(serving));
        control = Collections.unmodifiableSortedMap(new TreeMap<>(control));
    }

    static Ports choose(List<String> standIns, FreePorts free) throws IOException {
        SortedMap<String, Integer> serving = new TreeMap<>();
        SortedMap<String, Integer> control = new TreeMap<>();
        for (String standIn : standIns) {
            serving.put(standIn, free.next());
            control.put(standIn, free.next());
        }
        return new Ports(serving, control, free.next(), free.next(), free.next());
    }

    int servingOf(String standIn) {
        return port(serving, standIn);
    }

    int controlOf(String standIn) {
        return port(control, standIn);
    }

    private static int port(SortedMap<String, Integer> ports, String standIn) {
        Integer port = ports.get(standIn);
        if (port == null) {
            throw new IllegalArgumentException("no stand-in " + standIn + " among " + ports.keySet());
        }
        return port;
    }
}
