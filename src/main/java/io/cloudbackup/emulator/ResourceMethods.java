package io.cloudbackup.emulator;

import io.cloudbackup.cloud.Page;
import io.cloudbackup.cloud.Resource;
import io.cloudbackup.cloud.Task;
import java.util.List;
import java.util.Set;

/** The methods of the service Resource. */
record ResourceMethods(CloudState state) {
  private static final Set<String> TYPES =
      Set.of("COMPUTE", "BMS", "EXTERNAL_VM", "EXTERNAL_SERVER");
  private static final String NO_TYPE = "RESOURCE_TYPE_UNSPECIFIED";

  record ResourceList(List<Resource> resources, String nextPageToken) {}

  record WrappedResource(Resource resource) {}

  record TaskList(List<Task> tasks, String nextPageToken) {}

  Answer list(Call call) {
    String folder = call.requiredId("folderId");
    call.caller().mayUse(folder);
    String type = type(call);
    PageRequest request = call.page("resources/" + folder + "/" + type);
    Page<Resource> page =
        state.now(moment -> moment.machines().page(folder, type, request, moment.now()));
    return Answer.ok(new ResourceList(page.items(), page.nextPageToken()));
  }

  Answer get(Call call) {
    boolean withTenant = call.request().parameter("includeTenantInfo").equals("true");
    Resource resource =
        state.now(
            moment ->
                moment
                    .machines()
                    .view(
                        moment.machines().get(call.id(0), call.caller()),
                        withTenant,
                        moment.now()));
    return Answer.ok(new WrappedResource(resource));
  }

  Answer listTasks(Call call) {
    PageRequest request = call.page("tasks/" + call.id(0));
    Page<Task> page =
        state.now(
            moment ->
                moment
                    .machines()
                    .tasks(
                        moment.machines().get(call.id(0), call.caller()), request, moment.now()));
    return Answer.ok(new TaskList(page.items(), page.nextPageToken()));
  }

  Answer delete(Call call) {
    String resourceId = call.requiredId("resourceId");
    return state.operation(call, moment -> beginDelete(call, resourceId, moment));
  }

  private static Work beginDelete(Call call, String resourceId, CloudState.Moment moment) {
    Machine machine = moment.machines().get(call.id(0), call.caller());
    if (!machine.resourceId().equals(resourceId)) {
      throw ApiException.notFound(
          "Resource " + resourceId + " of compute instance " + machine.id() + " not found.");
    }
    return moment.jobs().delete(machine.id(), "", call.caller().accountId(), moment.now());
  }

  /** The filter by type, or empty for all. */
  static String type(Call call) {
    String type = call.request().parameter("type");
    if (!type.isEmpty() && !type.equals(NO_TYPE) && !TYPES.contains(type)) {
      throw ApiException.invalid("type \"" + type + "\" is not known.");
    }
    return type.equals(NO_TYPE) ? "" : type;
  }
}
