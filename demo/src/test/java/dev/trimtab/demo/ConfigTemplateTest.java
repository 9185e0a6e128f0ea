package dev.trimtab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTemplateTest {
    private static final Path TEMPLATE = Path.of("trimtab.yaml");

    @TempDir
    Path folder;

    @Test
    void the_demos_configuration_is_complete_when_its_props_are_made() throws Exception {
        Props props = Props.make(new DemoFolder(folder), TEMPLATE, Instant.now());
        String config = Files.readString(props.config());

        assertThat(new ConfigTemplate(config).placeholders()).isEmpty();
        assertThat(config).contains("127.0.0.1:" + props.ports().servingOf("edge-a"));
        props.keys().values().forEach(key -> assertThat(config).contains(key.publicKey()));
        assertThat(config).contains(folder.resolve("ca.pem").toString());
    }

    @Test
    void every_target_of_the_configuration_is_one_that_the_spectator_counts() throws Exception {
        String template = Files.readString(TEMPLATE);

        assertThat(Props.targets().values()).allMatch(target -> template.contains("address: " + target + ","));
    }

    @Test
    void a_placeholder_without_a_value_is_named() {
        ConfigTemplate template = new ConfigTemplate("a: @ONE@\nb: @TWO@\n");

        assertThatThrownBy(() -> template.fill(new TreeMap<>(Map.of("ONE", "1"))))
                .hasMessageContaining("TWO");
    }

    @Test
    void values_are_put_in_as_they_are() {
        ConfigTemplate template = new ConfigTemplate("a: @ONE@");

        assertThat(template.fill(new TreeMap<>(Map.of("ONE", "$1\\x")))).isEqualTo("a: $1\\x");
    }
}
