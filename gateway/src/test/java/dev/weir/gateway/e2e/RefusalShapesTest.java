package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.dialect.Refusal;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

/** Every error of the closed list, as each client's own typed exception with its message. */
class RefusalShapesTest {

    private static final ExchangeId ID =
            new ExchangeId(0x019aa5e2_0000_7000L, 0x8000_0000_0000_0001L);

    @ParameterizedTest
    @EnumSource
    void everyErrorIsTheClientsOwnExceptionAndSaysWhatIsWrong(Sdk sdk) throws Exception {
        try (ScriptedProvider server = ScriptedProvider.start();
                Sdk.Session client = sdk.open(server.url(), "key", 0)) {
            for (ErrorCode code : ErrorCode.values()) {
                String message = "what is wrong with '" + code.word() + "' and what to do";
                Refusal refusal = new Refusal(code, message);
                StringBuilder fields = new StringBuilder();
                refusal.headers(ID)
                        .forEach((name, value) -> fields.append(name + ": " + value + "\r\n"));
                server.always(
                        Scripts.answer(
                                code.status(),
                                fields.toString(),
                                Bytes.of(refusal.body(sdk.dialect, ID))));
                Sdk.Got got = client.ask(new Sdk.Wish(sdk.model, "hello", "", Map.of()));
                assertThat(got.type()).as(code + ": " + got).isEqualTo(sdk.typeOf(code.status()));
                if (!sdk.hidesMessage(code.status())) {
                    assertThat(got.message()).as(code.toString()).contains(message);
                }
                if (sdk != Sdk.OLLAMA) {
                    assertThat(got.status()).isEqualTo(code.status());
                }
            }
            assertThat(server.faults()).isEmpty();
        }
    }
}
