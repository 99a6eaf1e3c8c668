package dev.weir.gateway.limits;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.limit.Ledger;
import dev.weir.testkit.limit.LedgerContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;

class SqliteLedgerTest extends LedgerContract {

    @TempDir private Path directory = Path.of("");

    private final List<Ledger> opened = new ArrayList<>();

    @Override
    protected Ledger ledger() throws IOException {
        Ledger ledger =
                new SqliteLedger(
                        () ->
                                DriverManager.getConnection(
                                        "jdbc:sqlite:" + directory.resolve("control.db")));
        opened.add(ledger);
        return ledger;
    }

    @Override
    protected Ledger reopened() throws IOException {
        return ledger();
    }

    @AfterEach
    void close() throws IOException {
        for (Ledger ledger : opened) {
            ledger.close();
        }
    }

    @Test
    void aDatabaseThatCannotBeOpenedSaysSo() {
        Path nowhere = directory.resolve("no/such/directory/control.db");
        assertThatThrownBy(
                        () ->
                                new SqliteLedger(
                                        () ->
                                                DriverManager.getConnection(
                                                        "jdbc:sqlite:" + nowhere)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ledger");
    }
}
