package dev.weir.gateway.main;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.derived.DerivedListener;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.gateway.reading.Derivations;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** The readings of several organisations, as a Weir that stops waits for them. */
class OrganisationReadingsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path directory;

    @Test
    void everyOrganisationsReadingIsWaitedForAndOnlyWhileItRuns() throws Exception {
        OrganisationReadings readings = readings(true);
        assertThat(readings.settle(Duration.ZERO)).isTrue();
        readings.follow(Set.of("acme", "beta"));
        assertThat(readings.settle(PATIENCE)).isTrue();
        readings.close();
        assertThat(readings.settle(Duration.ZERO)).isTrue();
    }

    @Test
    void whatDoesNotReadIsNotSaidToHaveRead() throws Exception {
        try (OrganisationReadings readings = readings(false)) {
            readings.follow(Set.of("acme"));
            assertThat(readings.settle(PATIENCE)).isFalse();
        }
    }

    private OrganisationReadings readings(boolean derives) {
        return new OrganisationReadings(
                directory,
                new InMemoryArchive(),
                () -> new Derivations(new Pricing(PriceTable.builtIn(), PriceOverrides.NONE)),
                new SimpleMeterRegistry(),
                DerivedListener.NONE,
                derives);
    }
}
