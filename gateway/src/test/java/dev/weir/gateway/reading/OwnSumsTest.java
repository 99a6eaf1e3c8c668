package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.exchange.Tag;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sums of one user, however many rows others have that cost more. */
class OwnSumsTest {

    @Test
    void theyAreTakenBeforeTheyAreLimited(@TempDir Path directory) throws Exception {
        InMemoryArchive archive = new InMemoryArchive();
        Talk talk = new Talk(archive);
        try (DerivedStore store = DerivedStore.open(directory);
                Deriver deriver =
                        new Deriver(
                                archive,
                                store,
                                () ->
                                        new Derivations(
                                                new Pricing(
                                                        PriceTable.builtIn(), PriceOverrides.NONE)),
                                new SimpleMeterRegistry())) {
            SqliteDerived derived = new SqliteDerived(store, deriver);
            deriver.start();
            for (String user : List.of("ada", "ben", "ben", "zoe")) {
                talk.call(
                        "s-" + user,
                        200,
                        Talk.request(Talk.says("user", "Hello")),
                        Talk.answer(
                                user.equals("zoe") ? 10 : 1_000, 1, "end_turn", Talk.text("Hello")),
                        new Tag("user", user),
                        new Tag("repo", "weir"));
            }
            assertThat(derived.settle(Duration.ofSeconds(30))).isTrue();
            // Kept by themselves, by day, as a pair, and in the cube alone.
            for (List<Dimension> by :
                    List.of(
                            List.of(Dimension.USER),
                            List.of(Dimension.DAY, Dimension.USER),
                            List.of(Dimension.REPO, Dimension.USER),
                            List.of(Dimension.DAY, Dimension.REPO, Dimension.USER),
                            List.of(Dimension.KIND, Dimension.REPO, Dimension.USER))) {
                List<StatsQuery.Row> own =
                        new ArrayList<>(derived.stats(new StatsQuery(by, null, null, 100)));
                assertThat(own).as("%s", by).hasSize(3);
                own.removeIf(row -> !"zoe".equals(row.key().getLast()));
                assertThat(own).as("%s", by).hasSize(1);
                assertThat(derived.stats(new StatsQuery(by, null, null, 1)))
                        .as("%s", by)
                        .isNotEqualTo(own);
                assertThat(derived.stats(new StatsQuery(by, null, null, 1, "zoe")))
                        .as("%s", by)
                        .isEqualTo(own);
                assertThat(derived.stats(new StatsQuery(by, null, null, 9, "nobody"))).isEmpty();
            }
        }
    }
}
