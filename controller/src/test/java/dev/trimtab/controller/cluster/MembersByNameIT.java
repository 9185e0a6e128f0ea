package dev.trimtab.controller.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members that are told each other's host names, and whose addresses differ: the case of every real installation. */
class MembersByNameIT {
    /** The name {@code localhost} leads to the one and not to the other. */
    private static final String HERE = "127.0.0.1";

    private static final String ELSEWHERE = "127.0.0.2";

    @Test
    void a_member_finds_another_whose_name_leads_to_another_address() throws IOException {
        InetSocketAddress one = free(HERE);
        InetSocketAddress two = free(ELSEWHERE);
        InetSocketAddress oneByName = InetSocketAddress.createUnresolved("localhost", one.getPort());
        String cluster = "by-name-" + one.getPort();

        try (ClusterMember first = ClusterMember.start(new ClusterMember.Settings(one, List.of(), cluster));
                ClusterMember second =
                        ClusterMember.start(new ClusterMember.Settings(two, List.of(oneByName), cluster))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> first.members() == 2 && second.members() == 2);
        }
    }

    private static InetSocketAddress free(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return new InetSocketAddress(InetAddress.getByName(address), socket.getLocalPort());
        }
    }
}
