-- Health of a Zone in Argo CD: whether what its spec asks for is in effect.  A zone that fails is not the fault of what is in Git, so
-- its verdict does not count: alerts report it.
if obj.status == nil or obj.status.conditions == nil then
  return { status = "Progressing", message = "the operator has not reconciled it yet" }
end
if obj.metadata ~= nil and obj.metadata.generation ~= nil and obj.status.observedGeneration ~= obj.metadata.generation then
  return { status = "Progressing", message = "the operator has not reconciled its last change yet" }
end

local found = {}
for _, condition in ipairs(obj.status.conditions) do
  found[condition.type] = condition
end
local ready, cordoned, spec, drill = found["Ready"], found["Cordoned"], obj.spec or {}, obj.status.drill

if ready ~= nil and ready.status ~= "True" then
  local waits = ready.reason == "SlotPending"
  return { status = waits and "Progressing" or "Degraded", message = ready.message or "" }
end
if spec.cordon ~= nil and (cordoned == nil or cordoned.status ~= "True") then
  return { status = "Degraded", message = cordoned ~= nil and cordoned.message or "the zone is not cordoned" }
end
if spec.drill ~= nil and drill ~= nil then
  if drill.outcome == "Refused" or drill.outcome == "Aborted" then
    return { status = "Degraded", message = "the drill was " .. string.lower(drill.outcome) .. ": " .. (drill.message or "") }
  end
  if drill.phase ~= "Ended" then
    return { status = "Progressing", message = "the drill is " .. string.lower(drill.phase or "waiting") }
  end
end
return { status = "Healthy", message = cordoned ~= nil and cordoned.message or "" }
