package io.cloudbackup.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Base URLs instead of the discovered ones. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record FolderEndpoints(
    @Nullable
        @Size(max = 512)
        @ValidationRule(
            value = Rules.BASE_URL,
            message =
                "endpoints.backup must be a base URL without a path, such as"
                    + " https://backup.api.cloud.yandex.net")
        @JsonPropertyDescription("Cloud Backup, such as https://backup.api.cloud.yandex.net.")
        String backup,
    @Nullable
        @Size(max = 512)
        @ValidationRule(
            value = Rules.BASE_URL,
            message =
                "endpoints.operation must be a base URL without a path, such as"
                    + " https://operation.api.cloud.yandex.net")
        @JsonPropertyDescription("Operations, such as https://operation.api.cloud.yandex.net.")
        String operation,
    @Nullable
        @Size(max = 512)
        @ValidationRule(
            value = Rules.BASE_URL,
            message =
                "endpoints.iam must be a base URL without a path, such as"
                    + " https://iam.api.cloud.yandex.net")
        @JsonPropertyDescription("IAM tokens, such as https://iam.api.cloud.yandex.net.")
        String iam,
    @Nullable
        @Size(max = 512)
        @ValidationRule(
            value = Rules.BASE_URL,
            message =
                "endpoints.tokenExchange must be a base URL without a path, such as"
                    + " https://auth.yandex.cloud")
        @JsonPropertyDescription(
            "The exchange of tokens for workloadIdentity, such as https://auth.yandex.cloud,"
                + " which is the default: the endpoint discovery does not name it.")
        String tokenExchange) {}
