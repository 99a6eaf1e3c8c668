package dev.weir.gateway.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

class KekTest {

    @TempDir Path directory = Path.of("");

    private final SecureRandom random = new SecureRandom();

    private Path file(String text, String mode) throws Exception {
        Path file = directory.resolve("some.kek");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private String base64() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    @Test
    void aKekIsReadAsBase64OrHexadecimalAndIsTheSame() throws Exception {
        String text = base64();
        String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(text));
        String id = LocalKek.parse(text, "it", random).id();
        assertThat(LocalKek.parse("  " + hex + "\n", "it", random).id()).isEqualTo(id);
        assertThat(LocalKek.parse(text.replace("=", ""), "it", random).id()).isEqualTo(id);
        assertThat(id).matches("kek_[0-9a-f]{16}").doesNotContain(hex.substring(0, 8));
        assertThat(LocalKek.make(random).id()).isNotEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "CANARY",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0123456789abcdef0123456789abcdefCANARY",
                "change-me-change-me-change-me-change-me-CANARY"
            })
    void whatIsNoKekIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> LocalKek.parse(text, "the variable WEIR_KEK", random))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("the variable WEIR_KEK is no KEK")
                .hasMessageNotContaining("CANARY")
                .extracting(e -> ((VaultException) e).kind())
                .isEqualTo(VaultException.Kind.KEK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------"})
    void aFileOfItsOwnerAloneIsRead(String mode) throws Exception {
        String text = base64();
        assertThat(KekFile.read(file(text + "\n", mode), random).id())
                .isEqualTo(LocalKek.parse(text, "it", random).id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "r--r--r--", "rw--w----"})
    void aFileThatOthersMayUseIsRefused(String mode) throws Exception {
        Path file = file(base64(), mode);
        assertThatThrownBy(() -> KekFile.read(file, random))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining(mode)
                .hasMessageContaining("chmod 0400");
    }

    @Test
    void aFileThatIsNotThereOrNoFileIsRefused() {
        assertThatThrownBy(() -> KekFile.read(directory.resolve("none"), random))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("there is no KEK file");
        assertThatThrownBy(() -> KekFile.read(directory, random))
                .isInstanceOf(VaultException.class);
    }

    @Test
    void theFirstUseMakesAFileThatOnlyItsOwnerMayRead() throws Exception {
        OwnKek own = new OwnKek(directory, random);
        Keyring ring = own.open(true);
        Path file = directory.resolve(OwnKek.NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--------");
        assertThat(new OwnKek(directory, random).open(false).current().id())
                .isEqualTo(ring.current().id());
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aMissingFileIsNotMadeAnewWhereKeysAreStored() {
        assertThatThrownBy(() -> new OwnKek(directory, random).open(false))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("missing");
        assertThat(directory.resolve(OwnKek.NAME)).doesNotExist();
    }

    @Test
    void aRenewedKekIsBesideTheOldOneUntilThatIsGivenUp() throws Exception {
        OwnKek own = new OwnKek(directory, random);
        String old = own.open(true).current().id();
        Keyring both = own.renew();
        String next = both.current().id();
        assertThat(next).isNotEqualTo(old);
        assertThat(both.find(old)).isNotNull();
        assertThat(own.renew().current().id()).isEqualTo(next);
        assertThat(new OwnKek(directory, random).open(false)).hasToString(both.toString());
        Keyring settled = own.settle();
        assertThat(settled.current().id()).isEqualTo(next);
        assertThat(settled.find(old)).isNull();
        assertThat(own.settle()).hasToString(settled.toString());
    }

    @Test
    void itsTextIsItsId() {
        LocalKek kek = LocalKek.make(random);
        assertThat(kek.toString()).isEqualTo(kek.id());
        assertThat(Keyring.of(kek).toString()).isEqualTo(kek.id());
    }
}
