package dev.trimtab.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schema and reference page are what the reader's table makes of them; -Dtrimtab.golden=write writes them anew. */
final class PublishedTest {
    private static final String RESOURCE = "config/src/main/resources/dev/trimtab/config/schema.json";

    @Test
    void the_schema_that_is_shipped_is_the_table() throws IOException {
        golden(RESOURCE, SchemaDocument.text());
    }

    @Test
    void the_schema_in_the_documentation_is_the_table() throws IOException {
        golden("docs/reference/config-schema.json", SchemaDocument.text());
    }

    @Test
    void the_reference_page_is_the_table() throws IOException {
        golden("docs/reference/configuration.md", ReferencePage.text());
    }

    @Test
    void the_page_of_safety_rules_is_the_list_of_the_engine() throws IOException {
        golden("docs/reference/safety-rules.md", SafetyRulesPage.text());
    }

    @ParameterizedTest
    @CsvSource({"docs/examples/trimtab.yaml", "docs/examples/small.yaml"})
    void an_independent_validator_accepts_the_examples(String path) throws IOException {
        assertThat(judged(Example.read(path))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiVersion: trimtab.dev/v1 | apiVersion: trimtab.dev/v2",
                "kind: Config | kind: Configuration",
                "kind: edge | kind: egde",
                "cdns: | cdn:",
                "weight: 70 | wieght: 70",
                "weight: 70 | weight: -1",
                "weight: 70 | weight: many",
                "weight: 70 | weight: { default: 1.5 }",
                "path: \"/\" | path: page",
                "in: [200] | in: [2000]",
                "in: [200] | in: []",
                "source: status | source: statuses",
                "type: embedded | type: bind",
                "zone: steer.example.com | zones: steer.example.com",
                "automation: auto | automation: full",
                "automation: auto | ttl: 30",
                "automation: auto | ttl: 30 seconds",
                "automation: auto | limits: { returnPerChange: 10 }",
                "network: AS64500 | network: fast",
                "probes: [home-page] | probes: home-page",
                "hosts: [www.example.com] | hosts: [www example com]",
                "automation: auto | apiKey: hunter2hunter2"
            })
    void reader_and_schema_refuse_the_same_mutations(String piece, String instead) throws IOException {
        String broken = Example.small(piece, instead);

        assertThat(judged(broken)).as("schema").isNotEmpty();
        assertThat(SpecReader.read(broken)).as("reader").isInstanceOf(Reading.Bad.class);
    }

    private static List<Error> judged(String yaml) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Example.read(RESOURCE), InputFormat.JSON);
        return schema.validate(new ObjectMapper(new YAMLFactory()).readTree(yaml));
    }

    private static void golden(String path, String expected) throws IOException {
        Path file = Example.repository().resolve(path);
        if ("write".equals(System.getProperty("trimtab.golden"))) {
            Files.writeString(file, expected);
        }
        assertThat(file).as("write it with -Dtrimtab.golden=write").hasContent(expected);
    }
}
