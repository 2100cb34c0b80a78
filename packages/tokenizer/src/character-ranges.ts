// Written by scripts/generate-character-ranges.mjs from Unicode 17.0; do not edit.
// Explicit ranges instead of the engine's own property classes, so that ids are the same in every engine, whatever
// Unicode version it knows. Hexadecimal code points, inclusive.

/** White space, control characters, zero-width space. */
export const SPACE_RANGES = '0-20 7f-a0 1680 2000-200b 2028-2029 202f 205f 3000'

/** Invisible characters (joiners, direction and variation marks), and characters that engines normalise or lower-case differently because they came with a later Unicode version. */
export const REMOVED_RANGES =
  'ad 34f 61c 7fd 897-89f 8ca-8d3 9fe c3c d3b-d3c eba 1715 180b-180f 1abf-1add 1ae0-1aeb 1c89 1df6-1dfa ' +
  '200c-200f 202a-202e 2060-2064 2066-206f 32ff a7cb-a7cc a7ce a7d2 a7d4 a7da a7dc a7f1-a7f4 a82c ' +
  'ab66-ab67 ab69 fe00-fe0f feff fff9-fffb 105c9 105d2 105da 105e4 10781-10785 10787-107b0 107b2-107ba ' +
  '10d24-10d27 10d50-10d65 10d69-10d6d 10eab-10eac 10efa-10efb 10efd-10eff 10f46-10f50 10f82-10f85 ' +
  '11070 1133b 11382-11385 1138b 1138e 11390-11391 113b8 113bb 113c2 113c5 113c7-113c9 113ce-113d0 ' +
  '1145e 11839-1183a 11930 11935 11938 1193d-1193e 11943 119e0 11a34 11a47 11a99 11d42 11d44-11d45 ' +
  '11d97 11f41-11f42 13430-1343f 1611e-16129 1612f 16d63 16d67-16d6a 16ea0-16eb8 16ff0-16ff1 ' +
  '1bca0-1bca3 1ccd6-1ccf9 1d173-1d17a 1df04-1df06 1df08 1df0a 1df1e 1e030-1e06d 1e08f 1e130-1e136 ' +
  '1e2ae 1e2ec-1e2ef 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5 1f16c 1fbf0-1fbf9 e0001 ' +
  'e0020-e007f e0100-e01ef'

/** Decimal digits of all scripts. */
export const DIGIT_RANGES =
  '30-39 660-669 6f0-6f9 7c0-7c9 966-96f 9e6-9ef a66-a6f ae6-aef b66-b6f be6-bef c66-c6f ce6-cef ' +
  'd66-d6f de6-def e50-e59 ed0-ed9 f20-f29 1040-1049 1090-1099 17e0-17e9 1810-1819 1946-194f 19d0-19d9 ' +
  '1a80-1a89 1a90-1a99 1b50-1b59 1bb0-1bb9 1c40-1c49 1c50-1c59 a620-a629 a8d0-a8d9 a900-a909 a9d0-a9d9 ' +
  'a9f0-a9f9 aa50-aa59 abf0-abf9 ff10-ff19 104a0-104a9 10d30-10d39 10d40-10d49 11066-1106f 110f0-110f9 ' +
  '11136-1113f 111d0-111d9 112f0-112f9 11450-11459 114d0-114d9 11650-11659 116c0-116c9 116d0-116e3 ' +
  '11730-11739 118e0-118e9 11950-11959 11bf0-11bf9 11c50-11c59 11d50-11d59 11da0-11da9 11de0-11de9 ' +
  '11f50-11f59 16130-16139 16a60-16a69 16ac0-16ac9 16b50-16b59 16d70-16d79 1d7ce-1d7ff 1e140-1e149 ' +
  '1e2f0-1e2f9 1e4f0-1e4f9 1e5f1-1e5fa 1e950-1e959'

/** Chinese characters. */
export const HAN_RANGES =
  '2e80-2fd5 3005 3007 3021-3029 3038-303b 3400-4dbf 4e00-9fff f900-fad9 16fe3 16ff2-16ff6 20000-3fffd'

/** Letters of other scripts that are written without spaces, or by syllable: kana, hangul, Thai, Lao, Khmer, Burmese, Yi and the like. */
export const CHARACTER_RANGES =
  '2c7 2c9-2cb e01-e30 e32-e33 e40-e46 e81-eb0 eb2-eb3 ebd-ec6 edc-edf 1000-102a 103f 1050-1055 ' +
  '105a-105d 1061 1065-1066 106e-1070 1075-1081 108e 1100-11ff 1780-17b3 17d7 17dc 1950-19c9 1a20-1a54 ' +
  '1aa7 3031-3035 303c 3041-3096 309d-309f 30a1-30fa 30fc-318e 31a0-31bf 31f0-31ff a000-a48c a960-a97c ' +
  'a9e0-a9e4 a9e6-a9ef a9fa-a9fe aa60-aa76 aa7a aa7e-aaaf aab1 aab5-aab6 aab9-aabd aac0 aac2-aadd ' +
  'ac00-d7fb ff66-ffdc 16fe0-16fe1 17000-1b2fb'

/** Marks that belong to the Chinese or other character before them. */
export const JOINER_RANGES =
  '300-34e 350-36f e31 e34-e3a e47-e4e eb1 eb4-eb9 ebb-ebc ec8-ece 102b-103e 1056-1059 105e-1060 ' +
  '1062-1064 1067-106d 1071-1074 1082-108d 108f 109a-109d 17b4-17d3 17dd 1a55-1a5e 1a60-1a7c 1a7f ' +
  '302a-302f 3099-309a a9e5 aa7b-aa7d aab0 aab2-aab4 aab7-aab8 aabe-aabf aac1 16fe4'

/** Letters, marks and numbers that make words. */
export const LETTER_RANGES =
  '41-5a 61-7a aa b2-b3 b5 b9-ba bc-be c0-d6 d8-f6 f8-2c1 2c6 2c8 2cc-2d1 2e0-2e4 2ec 2ee 370-374 ' +
  '376-37d 37f 386 388-3f5 3f7-481 483-559 560-588 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7-5f2 610-61a 620-65f ' +
  '66e-6d3 6d5-6dc 6df-6e8 6ea-6ef 6fa-6fc 6ff 710-7b1 7ca-7f5 7fa 800-82d 840-85b 860-887 889-88f ' +
  '8a0-8e1 8e3-963 971-9e3 9f0-9f1 9f4-9f9 9fc a01-a5e a70-a75 a81-ae3 af9-b63 b71-bd7 bf0-bf2 c00-c63 ' +
  'c78-c7e c80-c83 c85-ce3 cf1-d4e d54-d63 d70-d78 d7a-ddf df2-df3 f00 f18-f19 f2a-f33 f35 f37 f39 ' +
  'f3e-f84 f86-fbc fc6 10a0-10fa 10fc-10ff 1200-135f 1369-138f 13a0-13fd 1401-166c 166f-167f 1681-169a ' +
  '16a0-16ea 16ee-1734 1740-1773 17f0-17f9 1820-193b 19da 1a00-1a1b 1ab0-1b4c 1b6b-1b73 1b80-1baf ' +
  '1bba-1bf3 1c00-1c37 1c4d-1c4f 1c5a-1c7d 1c80-1cbf 1cd0-1cd2 1cd4-1fbc 1fbe 1fc2-1fcc 1fd0-1fdb ' +
  '1fe0-1fec 1ff2-1ffc 2070-2079 207f-2089 2090-209c 20d0-20f0 2102 2107 210a-2113 2115 2119-211d 2124 ' +
  '2126 2128 212a-212d 212f-2139 213c-213f 2145-2149 214e 2150-2189 2460-249b 24ea-24ff 2776-2793 ' +
  '2c00-2ce4 2ceb-2cf3 2cfd 2d00-2d6f 2d7f-2dff 2e2f 3006 3192-3195 3220-3229 3248-324f 3251-325f ' +
  '3280-3289 32b1-32bf a4d0-a4fd a500-a60c a610-a61f a62a-a672 a674-a67d a67f-a6f1 a717-a71f a722-a788 ' +
  'a78b-a827 a830-a835 a840-a873 a880-a8c5 a8e0-a8f7 a8fb a8fd-a8ff a90a-a92d a930-a953 a980-a9c0 a9cf ' +
  'aa00-aa4d aae0-aaef aaf2-ab5a ab5c-ab68 ab70-abea abec-abed fb00-fb28 fb2a-fbb1 fbd3-fd3d fd50-fd8f ' +
  'fd92-fdc7 fdf0-fdfb fe20-fe2f fe70-fefc ff21-ff3a ff41-ff5a 10000-100fa 10107-10133 10140-10178 ' +
  '1018a-1018b 101fd-1039d 103a0-103cf 103d1-1049d 104b0-10563 10570-10855 10858-10876 10879-1091b ' +
  '10920-10939 10940-10a48 10a60-10a7e 10a80-10ac7 10ac9-10aef 10b00-10b35 10b40-10b91 10ba9-10d23 ' +
  '10d4a-10d4f 10d6f-10d85 10e60-10ea9 10eb0-10ec7 10efc-10f54 10f70-10f81 10fb0-11046 11052-11065 ' +
  '11071-110ba 110c2 110d0-110e8 11100-11134 11144-11173 11176-111c4 111c9-111cc 111ce-111cf 111da ' +
  '111dc 111e1-11237 1123e-112a8 112b0-112ea 11300-113d3 113e1-1144a 1145f-114c5 114c7 11580-115c0 ' +
  '115d8-11640 11644 11680-116b8 11700-1172b 1173a-1173b 11740-11838 118a0-118df 118ea-11942 ' +
  '119a0-119e1 119e3-11a3e 11a50-11a98 11a9d 11ab0-11af8 11b60-11be0 11c00-11c40 11c5a-11c6c ' +
  '11c72-11d47 11d60-11d98 11db0-11ddb 11ee0-11ef6 11f00-11f40 11f5a-11fd4 12000-1246e 12480-12ff0 ' +
  '13000-1612e 16800-16a5e 16a70-16abe 16ad0-16af4 16b00-16b36 16b40-16b43 16b5b-16d6c 16e40-16e96 ' +
  '16ebb-16f9f 1bc00-1bc99 1bc9d-1bc9e 1cf00-1cf46 1d165-1d169 1d16d-1d182 1d185-1d18b 1d1aa-1d1ad ' +
  '1d242-1d244 1d2c0-1d2f3 1d360-1d6c0 1d6c2-1d6da 1d6dc-1d6fa 1d6fc-1d714 1d716-1d734 1d736-1d74e ' +
  '1d750-1d76e 1d770-1d788 1d78a-1d7a8 1d7aa-1d7c2 1d7c4-1d7cb 1da00-1da36 1da3b-1da6c 1da75 1da84 ' +
  '1da9b-1e13d 1e14e 1e290-1e2eb 1e4d0-1e4eb 1e5d0-1e5f0 1e6c0-1e94b 1ec71-1ecab 1ecad-1ecaf ' +
  '1ecb1-1ed2d 1ed2f-1eebb 1f100-1f10c'

/** Characters that NFC may join to, or reorder with, the character before them. */
export const COMPOSING_RANGES =
  '300-34e 350-36f 483-487 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-61a 64b-65f 670 6d6-6dc 6df-6e4 6e7-6e8 ' +
  '6ea-6ed 711 730-74a 7eb-7f3 816-819 81b-823 825-827 829-82d 859-85b 8d4-8e1 8e3-8ff 93c 94d 951-954 ' +
  '9bc 9be 9cd 9d7 a3c a4d abc acd b3c b3e b4d b56-b57 bbe bcd bd7 c4d c55-c56 cbc cc2 ccd cd5-cd6 d3e ' +
  'd4d d57 dca dcf ddf e38-e3a e48-e4b eb8-eb9 ec8-ecb f18-f19 f35 f37 f39 f71-f75 f7a-f7d f80-f84 ' +
  'f86-f87 fc6 102e 1037 1039-103a 108d 1161-1175 11a8-11c2 135d-135f 1714 1734 17d2 17dd 18a9 ' +
  '1939-193b 1a17-1a18 1a60 1a75-1a7c 1a7f 1ab0-1abd 1b34-1b35 1b44 1b6b-1b73 1baa-1bab 1be6 1bf2-1bf3 ' +
  '1c37 1cd0-1cd2 1cd4-1ce0 1ce2-1ce8 1ced 1cf4 1cf8-1cf9 1dc0-1df5 1dfb-1dff 20d0-20dc 20e1 20e5-20f0 ' +
  '2cef-2cf1 2d7f 2de0-2dff 302a-302f 3099-309a a66f a674-a67d a69e-a69f a6f0-a6f1 a806 a8c4 a8e0-a8f1 ' +
  'a92b-a92d a953 a9b3 a9c0 aab0 aab2-aab4 aab7-aab8 aabe-aabf aac1 aaf6 abed fb1e fe20-fe2f 101fd ' +
  '102e0 10376-1037a 10a0d 10a0f 10a38-10a3a 10a3f 10ae5-10ae6 11046 1107f 110b9-110ba 11100-11102 ' +
  '11127 11133-11134 11173 111c0 111ca 11235-11236 112e9-112ea 1133c 1133e 1134d 11357 11366-1136c ' +
  '11370-11374 11442 11446 114b0 114ba 114bd 114c2-114c3 115af 115bf-115c0 1163f 116b6-116b7 1172b ' +
  '11c3f 16af0-16af4 16b30-16b36 1bc9e 1d165-1d169 1d16d-1d172 1d17b-1d182 1d185-1d18b 1d1aa-1d1ad ' +
  '1d242-1d244 1e000-1e006 1e008-1e018 1e01b-1e021 1e023-1e024 1e026-1e02a 1e8d0-1e8d6 1e944-1e94a'

/** As COMPOSING_RANGES, for NFKC. */
export const COMPATIBILITY_COMPOSING_RANGES =
  '300-34e 350-36f 483-487 591-5bd 5bf 5c1-5c2 5c4-5c5 5c7 610-61a 64b-65f 670 6d6-6dc 6df-6e4 6e7-6e8 ' +
  '6ea-6ed 711 730-74a 7eb-7f3 816-819 81b-823 825-827 829-82d 859-85b 8d4-8e1 8e3-8ff 93c 94d 951-954 ' +
  '9bc 9be 9cd 9d7 a3c a4d abc acd b3c b3e b4d b56-b57 bbe bcd bd7 c4d c55-c56 cbc cc2 ccd cd5-cd6 d3e ' +
  'd4d d57 dca dcf ddf e38-e3a e48-e4b eb8-eb9 ec8-ecb f18-f19 f35 f37 f39 f71-f75 f7a-f7d f80-f84 ' +
  'f86-f87 fc6 102e 1037 1039-103a 108d 1161-1175 11a8-11c2 135d-135f 1714 1734 17d2 17dd 18a9 ' +
  '1939-193b 1a17-1a18 1a60 1a75-1a7c 1a7f 1ab0-1abd 1b34-1b35 1b44 1b6b-1b73 1baa-1bab 1be6 1bf2-1bf3 ' +
  '1c37 1cd0-1cd2 1cd4-1ce0 1ce2-1ce8 1ced 1cf4 1cf8-1cf9 1dc0-1df5 1dfb-1dff 20d0-20dc 20e1 20e5-20f0 ' +
  '2cef-2cf1 2d7f 2de0-2dff 302a-302f 3099-309a 3133 3135-3136 313a-313f 314f-3163 a66f a674-a67d ' +
  'a69e-a69f a6f0-a6f1 a806 a8c4 a8e0-a8f1 a92b-a92d a953 a9b3 a9c0 aab0 aab2-aab4 aab7-aab8 aabe-aabf ' +
  'aac1 aaf6 abed fb1e fe20-fe2f ff9e-ff9f ffa3 ffa5-ffa6 ffaa-ffaf ffc2-ffc7 ffca-ffcf ffd2-ffd7 ' +
  'ffda-ffdc 101fd 102e0 10376-1037a 10a0d 10a0f 10a38-10a3a 10a3f 10ae5-10ae6 11046 1107f 110b9-110ba ' +
  '11100-11102 11127 11133-11134 11173 111c0 111ca 11235-11236 112e9-112ea 1133c 1133e 1134d 11357 ' +
  '11366-1136c 11370-11374 11442 11446 114b0 114ba 114bd 114c2-114c3 115af 115bf-115c0 1163f ' +
  '116b6-116b7 1172b 11c3f 16af0-16af4 16b30-16b36 1bc9e 1d165-1d169 1d16d-1d172 1d17b-1d182 ' +
  '1d185-1d18b 1d1aa-1d1ad 1d242-1d244 1e000-1e006 1e008-1e018 1e01b-1e021 1e023-1e024 1e026-1e02a ' +
  '1e8d0-1e8d6 1e944-1e94a'
