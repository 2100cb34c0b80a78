-- For wrk: sends the bodies of a file, one a line, in turn, and prints what it saw as one line of JSON.
local requests, sent = {}, 0

function init(args)
  for body in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format('POST', nil, { ['content-type'] = 'application/json' }, body)
  end
end

function request()
  sent = sent % #requests + 1
  return requests[sent]
end

-- Microseconds to milliseconds.
local function milliseconds(latency, percentile)
  return latency:percentile(percentile) / 1e3
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"answers": %d, "seconds": %f, "p50": %f, "p99": %f, "p999": %f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6,
    milliseconds(latency, 50), milliseconds(latency, 99), milliseconds(latency, 99.9),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
