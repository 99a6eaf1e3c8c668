package dev.weir.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.vault.SealedKeys;
import dev.weir.core.vault.Sharing;
import dev.weir.gateway.store.Database;
import dev.weir.testkit.vault.SealedKeysContract;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

class SqlSealedKeysTest extends SealedKeysContract {

    @TempDir Path directory = Path.of("");

    private SealedKeys store = new dev.weir.core.vault.InMemorySealedKeys();

    @BeforeEach
    void open() throws IOException {
        store = new SqlSealedKeys(TestDatabase.in(directory));
    }

    @Override
    protected SealedKeys store() {
        return store;
    }

    @Override
    protected SealedKeys again() throws IOException {
        return new SqlSealedKeys(TestDatabase.in(directory));
    }

    @Test
    void aDamagedRowDoesNotTakeTheOthersAlong() throws Exception {
        for (String id : List.of("k1", "k2", "k3", "k4", "k5")) {
            store.add(row("o1", id, "name " + id, new Sharing.Everyone()));
        }
        Database database = TestDatabase.in(directory);
        for (String damage :
                List.of(
                        "destination = 'no url' where id = 'k1'",
                        "sharing = 'world' where id = 'k2'",
                        "weight = -1 where id = 'k4'",
                        "field = 'host' where id = 'k5'")) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("update provider_key set " + damage);
            }
        }
        assertThat(store.list("o1")).extracting(key -> key.id()).containsExactly("k3");
        assertThat(store.ofEveryOrganisation(null, 1))
                .extracting(row -> row.key().id())
                .containsExactly("k3");
        assertThat(store.find("o1", "k1")).isEmpty();
        assertThat(store.remove("o1", "k1")).isTrue();
    }
}
