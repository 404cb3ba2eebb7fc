-- Gives the running HAProxy the servers of a changed file, so that no connection is cut for a change of addresses.
-- supervise.sh writes the file and reloads only if it is not repeated in FILE.taken.
--
-- A server keeps its place (a name such as ZONE-3, the same in every backend) for as long as it is in the file; one
-- that is not in it any more gets no new requests, and those under way end.
local wanted_path = os.getenv("ZONEKEEPER_SERVERS")
local generation_path = os.getenv("ZONEKEEPER_GENERATION")

local function read(path)
  local file = io.open(path)
  if not file then return nil end
  local text = file:read("a")
  file:close()
  return text
end

local function write(path, text)
  local file = io.open(path .. ".fresh", "w")
  if not file then return end
  file:write(text)
  file:close()
  os.rename(path .. ".fresh", path)
end

-- Addresses by zone, of the backend that has them all, and the weights of zones.
local function parse(text)
  local addresses, weights, backend = {}, {}, nil
  for line in text:gmatch("[^\n]+") do
    backend = line:match("^backend (%S+)") or backend
    local zone, address = line:match("^  server (%S+)%-%d+ (%S+)")
    if backend == "open" and zone then
      addresses[zone] = addresses[zone] or {}
      addresses[zone][address] = true
    end
    local whole, weight = line:match("^  server (%S+) unix@%S+ weight (%d+)")
    if backend == "away" and whole then weights[whole] = weight end
  end
  return addresses, weights
end

-- Every server object by zone and place, and where the places point to now.
local function places()
  local found = {}
  for name, backend in pairs(core.backends) do
    for server_name, server in pairs(backend.servers) do
      local zone, number = server_name:match("^(.+)%-(%d+)$")
      if zone and not server:get_addr():find("^unix:") then
        found[zone] = found[zone] or {}
        local place = found[zone][tonumber(number)] or {servers = {}}
        found[zone][tonumber(number)] = place
        place.servers[#place.servers + 1] = server
        if name == "open" and server:get_stats()["status"] ~= "MAINT" then
          place.address = server:get_addr():gsub("[%[%]]", "")
        end
      end
    end
  end
  return found
end

local function take(text)
  local addresses, weights = parse(text)
  local known = places()
  for zone in pairs(addresses) do
    if not known[zone] then error("no places for zone " .. zone) end
  end
  for zone, numbered in pairs(known) do
    local new = addresses[zone] or {}
    local free = {}
    for number, place in ipairs(numbered) do
      if place.address and new[place.address] then
        new[place.address] = nil
      elseif place.address then
        free[#free + 1] = place
      else
        table.insert(free, 1, place)
      end
    end
    for _, place in ipairs(free) do
      local address = next(new)
      if address then
        new[address] = nil
        local host, port = address:match("^(.*):(%d+)$")
        for _, server in ipairs(place.servers) do
          -- Maintenance in between, so that what was found of the place's last server is forgotten.
          server:set_maint()
          server:set_addr(host, port)
          server:set_ready()
        end
      elseif place.address then
        for _, server in ipairs(place.servers) do server:set_maint() end
      end
    end
    if next(new) then error("too few places for zone " .. zone) end
  end
  for zone, weight in pairs(weights) do
    core.backends["away"].servers[zone]:set_weight(weight)
  end
end

core.register_task(function()
  local generation, taken = read(generation_path), nil
  -- A process that was replaced by a reload leaves the file to the next one.
  while read(generation_path) == generation do
    local text = read(wanted_path)
    if text and text ~= taken then
      local good, problem = pcall(take, text)
      if good then
        write(wanted_path .. ".taken", text)
      else
        core.log(core.warning, "zonekeeper: changed servers are not taken: " .. tostring(problem))
        write(wanted_path .. ".taken", "")
      end
      taken = text
    end
    core.msleep(200)
  end
end)
