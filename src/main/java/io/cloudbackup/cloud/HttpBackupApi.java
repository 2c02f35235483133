package io.cloudbackup.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.cloudbackup.cloud.CloudError.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * The REST form of the API. Paths and parameters are those of the public REST reference; where it
 * leaves a choice (nested parameters, archives by machine only) they follow the protobuf rules.
 */
final class HttpBackupApi implements BackupApi {
  // A thousand entries of 32 KiB; a usual one has less than 2.
  private static final long LIST_LIMIT = 32L * 1024 * 1024;
  private static final long SINGLE_LIMIT = 1024 * 1024;
  private static final int LONGEST_ID = 500;
  // The API's own have 20. What is longer could be kept nowhere.
  private static final int LONGEST_OPERATION_ID = 64;

  private final CloudCalls calls;
  private final HttpUrl backup;
  private final HttpUrl operation;

  HttpBackupApi(CloudCalls calls, URI backup, URI operation) {
    this(calls, HttpUrl.get(backup.toString()), HttpUrl.get(operation.toString()));
  }

  private HttpBackupApi(CloudCalls calls, HttpUrl backup, HttpUrl operation) {
    this.calls = calls;
    this.backup = backup;
    this.operation = operation;
  }

  @Override
  public BackupApi in(Lane lane) {
    return new HttpBackupApi(calls.in(lane), backup, operation);
  }

  @Override
  public Page<Resource> listResources(String folderId, String pageToken) {
    String call = "Resource.list";
    HttpUrl.Builder url = url("/backup/v1/resources");
    url.addQueryParameter("folderId", id(call, "folder", folderId));
    JsonNode answer = calls.read(call, get(paged(url, pageToken)), LIST_LIMIT);
    return CloudJson.page(call, answer, "resources", Resource.class);
  }

  @Override
  public Resource getResource(String computeInstanceId) {
    String call = "Resource.get";
    HttpUrl.Builder url =
        url("/backup/v1/resources/" + segment(call, "machine", computeInstanceId));
    url.addQueryParameter("includeTenantInfo", "true");
    JsonNode answer = calls.read(call, get(url), SINGLE_LIMIT);
    Resource resource = CloudJson.value(call, answer.path("resource"), Resource.class);
    if (resource == null && !answer.isEmpty() && !answer.has("resource")) {
      throw garbage(call, "the answer has no \"resource\"");
    }
    if (resource == null || resource.computeInstanceId().isEmpty()) {
      // Documented: "an error or an empty response" for a machine that isn't registered.
      String message = "the cloud answered without a machine: it is not registered";
      throw new CloudException(new CloudError(Kind.NOT_FOUND, 200, message, "", call), null);
    }
    requireAnswerTo(call, computeInstanceId, resource.computeInstanceId());
    return resource;
  }

  @Override
  public Page<Task> listTasks(String computeInstanceId, String pageToken) {
    String call = "Resource.listTasks";
    String machine = segment(call, "machine", computeInstanceId);
    HttpUrl.Builder url = url("/backup/v1/resources/" + machine + "/tasks");
    JsonNode answer = calls.read(call, get(paged(url, pageToken)), LIST_LIMIT);
    return CloudJson.page(call, answer, "tasks", Task.class);
  }

  @Override
  public Operation deleteResource(
      String computeInstanceId, String resourceId, String idempotencyKey) {
    String call = "Resource.delete";
    HttpUrl.Builder url =
        url("/backup/v1/resources/" + segment(call, "machine", computeInstanceId));
    url.addQueryParameter("resourceId", id(call, "resource", resourceId));
    return change(call, delete(url), idempotencyKey);
  }

  @Override
  public Backup getBackup(String folderId, String backupId) {
    String call = "Backup.get";
    HttpUrl.Builder url = url("/backup/v1/backups/" + segment(call, "backup", backupId));
    url.addQueryParameter("folderId", id(call, "folder", folderId));
    JsonNode answer = calls.read(call, get(url), SINGLE_LIMIT);
    Backup found = CloudJson.value(call, answer, Backup.class);
    if (found == null) {
      throw garbage(call, "the answer has no backup");
    }
    requireAnswerTo(call, backupId, found.id());
    return found;
  }

  @Override
  public Page<Backup> listBackups(BackupQuery query, String pageToken) {
    String call = "Backup.list";
    HttpUrl.Builder url = url("/backup/v1/backups");
    select(call, query, url);
    if (query instanceof BackupQuery.OfPolicy && !pageToken.isEmpty()) {
      throw invalid(call, "the API gives no second page of a policy's backups; ask by folder");
    }
    JsonNode answer = calls.read(call, get(paged(url, pageToken)), LIST_LIMIT);
    return CloudJson.page(call, answer, "backups", Backup.class);
  }

  @Override
  public List<Archive> listArchives(String computeInstanceId) {
    String call = "Backup.listArchives";
    String machine = segment(call, "machine", computeInstanceId);
    HttpUrl.Builder url = url("/backup/v1/backups/" + machine + "/archives");
    JsonNode answer = calls.read(call, get(url), LIST_LIMIT);
    return List.copyOf(CloudJson.list(call, answer, "archives", Archive.class));
  }

  @Override
  public List<BackupFile> listFiles(String folderId, String backupId, String sourceId) {
    String call = "Backup.listFiles";
    HttpUrl.Builder url = url("/backup/v1/backups/" + segment(call, "backup", backupId) + "/files");
    url.addQueryParameter("folderId", id(call, "folder", folderId));
    if (!sourceId.isEmpty()) {
      url.addQueryParameter("sourceId", sourceId);
    }
    JsonNode answer = calls.read(call, get(url), LIST_LIMIT);
    return List.copyOf(CloudJson.list(call, answer, "files", BackupFile.class));
  }

  @Override
  public Operation startRecovery(String backupId, String computeInstanceId, String idempotencyKey) {
    String call = "Backup.startRecovery";
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("computeInstanceId", id(call, "machine", computeInstanceId));
    HttpUrl.Builder url =
        url("/backup/v1/backups/" + segment(call, "backup", backupId) + ":startRecovery");
    Request.Builder request = new Request.Builder().url(url.build()).post(CloudHttp.json(body));
    return change(call, request, idempotencyKey);
  }

  @Override
  public Operation deleteBackup(String computeInstanceId, String backupId, String idempotencyKey) {
    String call = "Backup.delete";
    String machine = segment(call, "machine", computeInstanceId);
    HttpUrl.Builder url =
        url("/backup/v1/backups/" + machine + "/" + segment(call, "backup", backupId));
    return change(call, delete(url), idempotencyKey);
  }

  @Override
  public Operation getOperation(String operationId) {
    String call = "Operation.get";
    String path = "/operations/" + segment(call, "operation", operationId);
    JsonNode answer = calls.read(call, get(operation.newBuilder().encodedPath(path)), SINGLE_LIMIT);
    Operation found = operation(call, answer);
    requireAnswerTo(call, operationId, found.id());
    return found;
  }

  private static void select(String call, BackupQuery query, HttpUrl.Builder url) {
    switch (query) {
      case BackupQuery.OfFolder(String folder) ->
          url.addQueryParameter("folderId", id(call, "folder", folder));
      case BackupQuery.OfInstance(String machine) ->
          url.addQueryParameter("computeInstanceId", id(call, "machine", machine));
      case BackupQuery.OfResource(String resource) ->
          url.addQueryParameter("resourceId", id(call, "resource", resource));
      case BackupQuery.OfPolicy(String policy) ->
          url.addQueryParameter("policyId", id(call, "policy", policy));
      case BackupQuery.OfInstancePolicy(String machine, String policy) ->
          url.addQueryParameter("instancePolicy.computeInstanceId", id(call, "machine", machine))
              .addQueryParameter("instancePolicy.policyId", id(call, "policy", policy));
      case BackupQuery.OfArchive(String archive, String folder) ->
          url.addQueryParameter("archive.archiveId", id(call, "archive", archive))
              .addQueryParameter("archive.folderId", id(call, "folder", folder));
      case BackupQuery.OfBackup(String backupId, String folder) ->
          url.addQueryParameter("backup.backupId", id(call, "backup", backupId))
              .addQueryParameter("backup.folderId", id(call, "folder", folder));
    }
  }

  private Operation change(String call, Request.Builder request, String idempotencyKey) {
    if (!idempotencyKey.chars().allMatch(c -> c > ' ' && c < 0x7f) || idempotencyKey.isEmpty()) {
      throw invalid(call, "the idempotency key is empty or has characters that no header has");
    }
    return operation(call, calls.change(call, request, SINGLE_LIMIT, idempotencyKey));
  }

  private static Operation operation(String call, JsonNode answer) {
    Operation operation = CloudJson.value(call, answer, Operation.class);
    if (operation == null || operation.id().isEmpty()) {
      throw garbage(call, "the answer is no operation: it has no id");
    }
    if (operation.id().length() > LONGEST_OPERATION_ID) {
      throw garbage(call, "the operation's id has " + operation.id().length() + " characters");
    }
    return operation;
  }

  private HttpUrl.Builder url(String encodedPath) {
    return backup.newBuilder().encodedPath(encodedPath);
  }

  private static HttpUrl.Builder paged(HttpUrl.Builder url, String pageToken) {
    url.addQueryParameter("pageSize", Integer.toString(PAGE_SIZE));
    return pageToken.isEmpty() ? url : url.addQueryParameter("pageToken", pageToken);
  }

  private static Request.Builder get(HttpUrl.Builder url) {
    return new Request.Builder().url(url.build()).get();
  }

  private static Request.Builder delete(HttpUrl.Builder url) {
    return new Request.Builder().url(url.build()).method("DELETE", null);
  }

  // Only unreserved characters stay: an id must not add a path segment or a verb of its own.
  private static String segment(String call, String what, String id) {
    String checked = id(call, what, id);
    if (checked.equals(".") || checked.equals("..")) {
      throw invalid(call, "the " + what + " id \"" + checked + "\" is not an id");
    }
    return URLEncoder.encode(checked, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String id(String call, String what, String id) {
    if (id.isBlank() || id.length() > LONGEST_ID) {
      throw invalid(call, "the " + what + " id is empty or too long");
    }
    return id;
  }

  private static void requireAnswerTo(String call, String asked, String answered) {
    if (!asked.equalsIgnoreCase(answered)) {
      throw garbage(call, "asked about " + asked + ", the answer is about \"" + answered + "\"");
    }
  }

  private static CloudException invalid(String call, String why) {
    return new CloudException(CloudErrors.invalid(call, why), null);
  }

  private static CloudException garbage(String call, String why) {
    return new CloudException(CloudErrors.garbage(call, why), null);
  }
}
