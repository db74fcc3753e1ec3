/// Lua files that together use the whole grammar.
enum SampleFiles {
    static let all = [recipe, grammar, literals, jumps]

    static let recipe = """
        #!/usr/bin/env lua
        --- Release the shop.
        recipe{ summary = "release", params = { version = { type = "string" } } }
        local app <const> = environment().app

        --- Starts one web container.
        -- It waits until the container is healthy.
        local function start(host, n)
            docker_run{
                host = host,
                image = app.image .. ":" .. params.version,
                name = ("web-%d"):format(n),
                ports = { [8080] = 80, "443" },
            }
        end

        parallel(hosts, function(host)
            for n = 1, 3 do start(host, n) end
        end, { max = 2 })
        if not wait_for_approval{ question = "Go?" } then return end
        """

    static let grammar = """
        local a, b <close>, c <const> = 1, nil, 2 -- comment
        local f, t = nil, { 1, 2; x = 3, [4] = 5, f(), ... }
        function t.a.b.c:d(x, y, ...) return self, x, ..., -x ^ 2 ^ y end
        local function g() return end
        while a < b and b <= c or not (a ~= c) do if a then break elseif b then a = a // 2 else a = a >> 1 end end
        repeat local z = #t & ~1 | 2 ~ 3 << 4 >> 5 until z == 1
        for i = 1, 10, 2 do t[i], t.x = t.x, i % 3 end
        for k, v in pairs(t) do print(k .. v .. "") ; end
        do ; ; end
        t:m "s" {1} [[long]] (f)(g)[1].x = function(...) return select('#', ...) end
        return t, a + b - c * a / b
        """

    static let literals = #"""
        return 0, 1, 0x7fffffffffffffff, 0xffffffffffffffffff, 9223372036854775808, 1e10, .5, 5., 0x1p-2, 0xA.8, 1E+2,
            'a\tb\'"', "\x41\65\065\u{48}\u{7FFFFFFF}\z
               continued", '\
        ', [[
        first newline dropped]], [==[ ]] ]=] ]==], "é"
        """#

    static let jumps = """
        for i = 1, 3 do
            for j = 1, 3 do
                if i == j then goto continue end
                if i + j == 5 then goto done end
                local x = i
                ::continue::
            end
        end
        ::done::
        do
            ::top::
            local n = 1
            if n then goto top end
            goto skip
            do ::skip:: end
            ::skip:: ; ::last::
        end
        """
}
