package dev.trimtab.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe's name may point anywhere; a look goes to the public only. */
class AllowedRangesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "127.0.0.1",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fd00:ec2::254",
                "fc00::1",
                "ff02::1",
                "64:ff9b::a9fe:a9fe",
                "::ffff:169.254.169.254"
            })
    void our_own_network_and_a_clouds_metadata_are_not_reached(String address) throws UnknownHostException {
        assertThat(AllowedRanges.PUBLIC_ONLY.permits(InetAddress.getByName(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"93.184.215.14", "172.32.0.1", "11.0.0.1", "169.253.255.255", "2606:2800:21f::1"})
    void the_public_is(String address) throws UnknownHostException {
        assertThat(AllowedRanges.PUBLIC_ONLY.permits(InetAddress.getByName(address)))
                .isTrue();
    }

    @Test
    void what_is_allowed_is_that_network_alone() throws UnknownHostException {
        AllowedRanges one = AllowedRanges.of("10.1.0.0/16");

        assertThat(one.permits(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(one.permits(InetAddress.getByName("10.2.2.3"))).isFalse();
        assertThat(one.permits(InetAddress.getByName("169.254.169.254"))).isFalse();
        assertThatThrownBy(() -> AllowedRanges.of("metadata.internal")).hasMessageContaining("not a network");
    }
}
